package main

import (
	"fmt"
	"os"
)

func main() {
	for path, text := range map[string]string{
		"/proc/sysrq-trigger":                "h",
		"/proc/sys/kernel/core_pattern":      "|/tmp/x",
		"/proc/sys/kernel/modprobe":          "/tmp/x",
		"/proc/sys/user/max_user_namespaces": "100",
		"/proc/sys/vm/drop_caches":           "1",
		"/proc/1/oom_score_adj":              "-1000",
		"/proc/self/oom_score_adj":           "-1000",
		"/proc/self/exe":                     "x",
		"/proc/1/exe":                        "x",
		"/proc/self/uid_map":                 "0 0 1",
		"/proc/self/attr/exec":               "x",
	} {
		file, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err == nil {
			_, err = file.WriteString(text)
		}
		if err == nil {
			fmt.Println("BREACH", path)
			continue
		}
		fmt.Println(err)
	}
}
