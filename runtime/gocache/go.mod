module grade/gocache

go 1.24
