module grade/facts

go 1.24
