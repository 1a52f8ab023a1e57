module difflines

go 1.24
