module grade/call

go 1.24
