// Runs the generated package with each case of stdin: what the SDK answers for each key. Tells what was found and added.
package main

import (
	"encoding/json"
	"errors"
	"os"
	"time"

	"example/segmentdata"

	"github.com/Kameleoon/client-go/v3/types"
)

type client struct {
	answers map[string]string
	added   [][]interface{}
}

func (c *client) GetRemoteData(key string, timeout ...time.Duration) ([]byte, error) {
	body, ok := c.answers[key]
	if !ok || len(timeout) != 1 {
		return nil, errors.New("the SDK has an error")
	}
	return []byte(body), nil
}

func (c *client) AddData(visitorCode string, allData ...types.Data) error {
	for _, one := range allData {
		c.added = append(c.added, one.(*types.CustomData).Data)
	}
	return nil
}

func main() {
	var cases []map[string]string
	if err := json.NewDecoder(os.Stdin).Decode(&cases); err != nil {
		panic(err)
	}
	results := []interface{}{}
	for _, answers := range cases {
		c := &client{answers: answers, added: [][]interface{}{}}
		found, err := segmentdata.Add(c, "ada", time.Second)
		if err != nil {
			panic(err)
		}
		results = append(results, map[string]interface{}{
			"personas": found.Personas, "traits": found.Traits, "group": found.Group, "added": c.added,
		})
	}
	if err := json.NewEncoder(os.Stdout).Encode(results); err != nil {
		panic(err)
	}
}
