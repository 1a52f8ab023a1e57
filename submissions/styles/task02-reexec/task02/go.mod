module reexec

go 1.24
