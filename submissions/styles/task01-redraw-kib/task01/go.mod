module redraw

go 1.24
