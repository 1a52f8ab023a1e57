module growonly

go 1.24
