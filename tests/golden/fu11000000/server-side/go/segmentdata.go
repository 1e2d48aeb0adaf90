// Package segmentdata hands Segment's audiences, traits and group to Kameleoon's Go SDK.
//
// Made by kamseg 0.1.0, mark 02f2a8, for sitecode fu11000000.
// Needs github.com/Kameleoon/client-go/v3; a custom data is found by its name by versions since September 2025.
// Calls: GetRemoteData, AddData, NewCustomData and NewNamedCustomData, as the source of the module has them.
package segmentdata

import (
	"encoding/json"
	"math"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/Kameleoon/client-go/v3/types"
)

// Client is what is needed of Kameleoon's client.
type Client interface {
	GetRemoteData(key string, timeout ...time.Duration) ([]byte, error)
	AddData(visitorCode string, allData ...types.Data) error
}

// Data is what Segment knows of a user.
type Data struct {
	// Personas are the audiences; nil: unknown, empty: in none.
	Personas []string
	// Traits holds those that are known: string, float64 or bool.
	Traits map[string]interface{}
	// Group is the id of the company or account, or empty.
	Group string
}

type target struct {
	trait, kind string
	// path leads to the value; nil: it is in any of its usual places.
	path []string
	data func(values ...string) *types.CustomData
}

func named(name string) func(...string) *types.CustomData {
	return func(values ...string) *types.CustomData { return types.NewNamedCustomData(name, values...) }
}

func indexed(index int) func(...string) *types.CustomData {
	return func(values ...string) *types.CustomData { return types.NewCustomData(index, values...) }
}

// The custom data of the Kameleoon project.
var personas = target{"", "string", []string{"audiences"}, named("Zielgruppen für alle")}

var traits = []target{
	{"plan", "string", nil, indexed(0)},
	{"lifetime_value", "number", []string{"traits", "lifetime_value"}, named("Lifetime value")},
	{"newsletter", "boolean", nil, indexed(12)},
}

var group = target{"", "string", []string{"context", "groupId"}, named("Company")}

// Read asks Kameleoon's Data API for what Segment knows of a user. A failure is no data.
//
// The userID is Segment's user id, or its anonymous id where there is none.
func Read(client Client, userID string, timeout time.Duration) Data {
	found := Data{Traits: map[string]interface{}{}}
	if userID == "" {
		return found
	}
	found.Personas = personasIn(remoteData(client, "COHORTS_"+userID, timeout))
	profile, ok := remoteData(client, "IDENTIFY_"+userID, timeout).(map[string]interface{})
	if !ok || isErrorInsteadOfProfile(profile) {
		return found
	}
	for _, one := range traits {
		if value := traitIn(profile, one); value != nil {
			found.Traits[one.trait] = value
		}
	}
	found.Group = groupIn(profile)
	return found
}

// Add reads Segment's data and hands it to the SDK, before a feature flag is evaluated.
//
// The userID is Segment's user id, or its anonymous id where there is none.
func Add(client Client, visitorCode string, userID string, timeout time.Duration) (Data, error) {
	found := Read(client, userID, timeout)
	var all []types.Data
	if found.Personas != nil {
		all = append(all, personas.data(found.Personas...))
	}
	for _, one := range traits {
		if text, ok := textOf(found.Traits[one.trait]); ok {
			all = append(all, one.data(text))
		}
	}
	if found.Group != "" {
		all = append(all, group.data(found.Group))
	}
	if len(all) == 0 {
		return found, nil
	}
	return found, client.AddData(visitorCode, all...)
}

// remoteData is what Kameleoon keeps under a key, decoded; nil where it cannot be had. The SDK hands over the body
// of an error as well: look before use.
func remoteData(client Client, key string, timeout time.Duration) interface{} {
	body, err := client.GetRemoteData(key, timeout)
	if err != nil {
		return nil
	}
	var stored interface{}
	if json.Unmarshal(body, &stored) != nil {
		return nil
	}
	return stored
}

func get(object interface{}, key string) (interface{}, bool) {
	table, _ := object.(map[string]interface{})
	value, ok := table[key]
	return value, ok
}

func follow(stored interface{}, path []string) interface{} {
	for _, key := range path {
		stored, _ = get(stored, key)
	}
	return stored
}

// textOf writes what is a text, a number or a truth value; what is longer than Kameleoon takes is left out.
func textOf(value interface{}) (string, bool) {
	text := ""
	switch one := value.(type) {
	case string:
		text = one
	case float64:
		text = strconv.FormatFloat(one, 'f', -1, 64)
	case bool:
		text = strconv.FormatBool(one)
	default:
		return "", false
	}
	return text, len([]rune(text)) <= 1000
}

var errorWords = map[string]bool{
	"code": true, "detail": true, "details": true, "exception": true, "fault": true,
	"message": true, "messages": true, "status": true, "statusCode": true,
}

// isErrorInsteadOfAudiences knows that no audience is called that, and that none has a text or a number for it.
func isErrorInsteadOfAudiences(table map[string]interface{}) bool {
	for key, value := range table {
		_, isBool := value.(bool)
		if key == "error" || key == "errors" || (errorWords[key] && !isBool) {
			return true
		}
	}
	return false
}

// personasIn finds the audiences; nil: there is nothing readable.
func personasIn(answer interface{}) []string {
	stored := answer
	if personas.path != nil {
		stored = follow(answer, personas.path)
	}
	if table, ok := stored.(map[string]interface{}); ok {
		if isErrorInsteadOfAudiences(table) {
			return nil
		}
		if personas.path == nil {
			stored = unboxed(table)
		}
	}
	switch one := stored.(type) {
	case map[string]interface{}:
		return namesOfTable(one)
	case []interface{}:
		return namesOfList(one)
	}
	return nil
}

// unboxed is a list, or a table alone, one level down.
func unboxed(table map[string]interface{}) interface{} {
	for _, key := range keysOf(table) {
		switch table[key].(type) {
		case []interface{}:
			return table[key]
		case map[string]interface{}:
			if len(table) == 1 {
				return table[key]
			}
		}
	}
	return table
}

func keysOf(table map[string]interface{}) []string {
	keys := make([]string, 0, len(table))
	for key := range table {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// namesOfTable are keys with what is neither false nor null; a text there is the body of an error.
func namesOfTable(table map[string]interface{}) []string {
	if isErrorInsteadOfAudiences(table) {
		return nil
	}
	names := []string{}
	for _, name := range keysOf(table) {
		if text, ok := table[name].(string); ok && text != "" {
			return nil
		}
		if name != "" && table[name] != nil && table[name] != false {
			names = append(names, name)
		}
	}
	return names
}

// namesOfList are texts, or what the objects in it are called.
func namesOfList(list []interface{}) []string {
	names := []string{}
	seen := map[string]bool{}
	for _, item := range list {
		values := []interface{}{item}
		if table, ok := item.(map[string]interface{}); ok {
			if isErrorInsteadOfAudiences(table) {
				return nil
			}
			values = []interface{}{table["name"], table["audience_key"], table["key"], table["id"]}
		}
		if name := firstName(values); name != "" && !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	if len(names) == 0 && len(list) > 0 {
		return nil
	}
	return names
}

func firstName(values []interface{}) string {
	for _, value := range values {
		if _, isBool := value.(bool); isBool {
			continue
		}
		if text, ok := textOf(value); ok && text != "" {
			return text
		}
	}
	return ""
}

// isErrorInsteadOfProfile looks for what only the body of an error has.
func isErrorInsteadOfProfile(profile map[string]interface{}) bool {
	has := func(keys ...string) bool {
		for _, key := range keys {
			if _, ok := profile[key]; ok {
				return true
			}
		}
		return false
	}
	return has("error", "errors") || (has("message", "detail") && has("code", "status", "statusCode"))
}

// placesOf is where traits lie: at the top, or one level down.
func placesOf(profile map[string]interface{}) []interface{} {
	return []interface{}{profile, profile["traits"], profile["properties"]}
}

var number = regexp.MustCompile(`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$`)

// traitIn is the value of a trait if it is of the type of the custom data, or nil.
func traitIn(profile map[string]interface{}, one target) interface{} {
	found := follow(profile, one.path)
	if one.path == nil {
		found = nil
		for _, place := range placesOf(profile) {
			if value, ok := get(place, one.trait); ok {
				found = value
				break
			}
		}
	}
	switch one.kind {
	case "string":
		if text, ok := textOf(found); ok {
			return text
		}
	case "boolean":
		if found == "true" || found == "false" {
			return found == "true"
		}
		if _, ok := found.(bool); ok {
			return found
		}
	case "number":
		if text, ok := found.(string); ok && number.MatchString(strings.TrimSpace(text)) {
			found, _ = strconv.ParseFloat(strings.TrimSpace(text), 64)
		}
		if value, ok := found.(float64); ok && !math.IsInf(value, 0) {
			return value
		}
	}
	return nil
}

var groupPaths = [][]string{
	{"groupId"},
	{"group_id"},
	{"group", "id"},
}

// groupIn is the group id, in each of its usual spellings.
func groupIn(profile map[string]interface{}) string {
	found := []interface{}{follow(profile, group.path)}
	if group.path == nil {
		found = nil
		for _, place := range placesOf(profile) {
			for _, path := range groupPaths {
				found = append(found, follow(place, path))
			}
		}
	}
	for _, value := range found {
		if value != nil && value != "" && value != false && value != 0.0 {
			text, ok := textOf(value)
			if !ok {
				return ""
			}
			return text
		}
	}
	return ""
}
