package main

import "fmt"

func main() {
	fmt.Print("\x1b]52;c;aG9zdGlsZQ==\x07\x1b]0;title\x07\x1b[2J\x1b[31mred\u009b31mC1\x7f\b\b\r")
	fmt.Print("\n::error file=x::hostile\n::set-output name=x::y\n##vso[task.complete]\n##[error]x\n")
	fmt.Print("\n</pre><script>alert(1)</script><img src=x onerror=alert(1)>]]>&amp;\n")
	fmt.Print("\u202eright to left\u202c\u2066isolate\u2069\ufeff\xff\xfe\xc0\x80 %n%s \x00end\n")
}
