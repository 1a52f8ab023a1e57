//go:build heavy

package main

import (
	"encoding/json"
	"sort"
	"strconv"
)

type account struct {
	Name    string            `json:"name"`
	Balance int               `json:"balance"`
	Tags    map[string]string `json:"tags"`
}

// work turns accounts into JSON and back, and keeps what came back until the round is over.
func work(round int) int {
	var back []*account
	for i := range 12_000 {
		in := account{"account " + strconv.Itoa(i), i * round, map[string]string{"round": strconv.Itoa(round)}}
		text, err := json.Marshal(in)
		if err != nil {
			panic(err)
		}
		out := new(account)
		if err := json.Unmarshal(text, out); err != nil {
			panic(err)
		}
		back = append(back, out)
	}
	sort.Slice(back, func(i, j int) bool { return back[i].Name < back[j].Name })
	return back[len(back)/2].Balance
}
