module hostile

go 1.24

toolchain ./evil/go1.24.0
