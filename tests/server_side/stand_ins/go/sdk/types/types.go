// Package types stands in for what is needed of Kameleoon's module.
package types

type Data interface{ isData() }

type CustomData struct{ Data []interface{} }

func (*CustomData) isData() {}

func NewCustomData(index int, values ...string) *CustomData {
	return &CustomData{Data: []interface{}{index, append([]string{}, values...)}}
}

func NewNamedCustomData(name string, values ...string) *CustomData {
	return &CustomData{Data: []interface{}{name, append([]string{}, values...)}}
}
