module humanised

go 1.24
