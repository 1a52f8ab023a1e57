module hostile

go 1.24

require example.invalid/evil v1.0.0
