module hostile

go 1.24

require neighbour v0.0.0

replace neighbour => ../../00-honest/task90
