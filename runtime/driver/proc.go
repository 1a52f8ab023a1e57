package main

import (
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
)

// tree is the program's process and its descendants.
func (p *Program) tree() []int {
	all := []int{p.cmd.Process.Pid}
	for i := 0; i < len(all) && len(all) < 10_000; i++ {
		all = append(all, childrenOf(all[i])...)
	}
	return all
}

func childrenOf(pid int) (children []int) {
	tasks, _ := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	for _, task := range tasks {
		list, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/children", pid, task.Name()))
		for _, field := range strings.Fields(string(list)) {
			if child, err := strconv.Atoi(field); err == nil {
				children = append(children, child)
			}
		}
	}
	return children
}

// cpuTicks is the user and system time of all of them, in clock ticks.
func cpuTicks(pids []int) (sum uint64) {
	for _, pid := range pids {
		stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		sum += ticksIn(string(stat))
	}
	return sum
}

// ticksIn reads utime and stime, the fields 14 and 15 of /proc/PID/stat. The second field is the
// name in parentheses, which may hold anything, parentheses and spaces too.
func ticksIn(stat string) (sum uint64) {
	fields := strings.Fields(stat[strings.LastIndex(stat, ")")+1:])
	for _, i := range []int{11, 12} {
		if i < len(fields) {
			ticks, _ := strconv.ParseUint(fields[i], 10, 64)
			sum += ticks
		}
	}
	return sum
}

// addresses are those that the program listens on by TCP, as "127.0.0.1:8080", in the order of the
// kernel's table. With ownPorts all of the host's are the program's, also where its descriptors may
// not be looked at.
func (p *Program) addresses(ownPorts bool) []string {
	owned := map[string]bool{}
	if !ownPorts {
		for _, pid := range p.tree() {
			addSockets(pid, owned)
		}
	}
	var found []string
	for _, file := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		table, _ := os.ReadFile(file)
		for _, line := range strings.Split(string(table), "\n") {
			fields := strings.Fields(line)
			const local, state, inode, listen = 1, 3, 9, "0A"
			if len(fields) > inode && fields[state] == listen && (ownPorts || owned[fields[inode]]) {
				found = append(found, addressOf(fields[local]))
			}
		}
	}
	return found
}

func addSockets(pid int, owned map[string]bool) {
	folder := fmt.Sprintf("/proc/%d/fd/", pid)
	fds, _ := os.ReadDir(folder)
	for _, fd := range fds {
		link, _ := os.Readlink(folder + fd.Name())
		if inode, isSocket := strings.CutPrefix(link, "socket:["); isSocket {
			owned[strings.TrimSuffix(inode, "]")] = true
		}
	}
}

// addressOf reads "0100007F:1F90": words of the address in the order of this machine, then a port.
// For an address that stands for all, it is the loopback's.
func addressOf(text string) string {
	address, port, _ := strings.Cut(text, ":")
	number, _ := strconv.ParseUint(port, 16, 16)
	ip, _ := hex.DecodeString(address)
	for word := 0; word+4 <= len(ip); word += 4 {
		ip[word], ip[word+1], ip[word+2], ip[word+3] = ip[word+3], ip[word+2], ip[word+1], ip[word]
	}
	host := net.IP(ip)
	if host.IsUnspecified() {
		host = net.IPv4(127, 0, 0, 1)
	}
	return net.JoinHostPort(host.String(), strconv.FormatUint(number, 10))
}
