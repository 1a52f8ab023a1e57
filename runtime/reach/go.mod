module grade/reach

go 1.24
