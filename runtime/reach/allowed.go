package main

import "strings"

// What keeps a program inside the language: with it alone no code can get at memory that is not its
// own, so it cannot read the key with which the runtime signs what it reports. It may open any file,
// start any program and send descriptors about; the runtime is safe from that (runtime/instruments).
//
// What stands on neither list is looked at by a person: also packages and functions that a newer Go
// brings. Types, constants, fields and methods need no list. What leads out of the language through
// them has an unsafe.Pointer in it, and that is seen wherever it is written or comes out of a call.

// As a whole. "x/..." is x and all below it.
var allowedPackages = strings.Fields(`
	archive/... bufio bytes cmp compress/... container/... context crypto/... database/... debug/...
	embed encoding/... errors expvar flag fmt go/... hash/... html/... image/... index/... io/...
	iter log/... maps math/... mime/... net/... os/... path/... regexp/... runtime/metrics
	runtime/pprof runtime/trace slices sort strconv strings structs sync/... testing/... text/...
	time/... unicode/... unique uuid weak`)

// Of these only the functions and variables that are named.
var allowedNames = map[string][]string{
	// Without SetCgoTraceback, which takes addresses of code.
	"runtime": strings.Fields(`
		AddCleanup BlockProfile Breakpoint CPUProfile Caller Callers CallersFrames FuncForPC GC
		GOMAXPROCS GOROOT Goexit GoroutineProfile Gosched KeepAlive LockOSThread MemProfile
		MemProfileRate MutexProfile NumCPU NumCgoCall NumGoroutine ReadMemStats ReadTrace
		SetBlockProfileRate SetCPUProfileRate SetDefaultGOMAXPROCS SetFinalizer
		SetMutexProfileFraction Stack StartTrace StopTrace ThreadCreateProfile UnlockOSThread
		Version`),

	// Without WriteHeapDump, which writes out the memory of the runtime.
	"runtime/debug": strings.Fields(`
		FreeOSMemory ParseBuildInfo PrintStack ReadBuildInfo ReadGCStats SetCrashOutput SetGCPercent
		SetMaxStack SetMaxThreads SetMemoryLimit SetPanicOnFault SetTraceback Stack`),

	// Without NewAt and SliceAt, which make values of any memory.
	"reflect": strings.Fields(`
		Append AppendSlice ArrayOf ChanOf Copy DeepEqual FuncOf Indirect MakeChan MakeFunc MakeMap
		MakeMapWithSize MakeSlice MapOf New PointerTo PtrTo Select SliceOf StructOf Swapper
		TypeAssert TypeFor TypeOf ValueOf VisibleFields Zero`),

	// Without what runs benchmarks under a name that the caller chooses: their results are signed.
	"testing": strings.Fields(`
		AllocsPerRun Benchmark CoverMode Coverage Init Short Testing Verbose`),

	// Without raw and traced system calls, and without Munmap: what still points into memory that
	// was given back may later see what the runtime keeps there.
	"syscall": strings.Fields(`
		Accept Accept4 Access Bind BytePtrFromString ByteSliceFromString Chdir Chmod Chown Clearenv
		Close CloseOnExec Connect Creat Dup Dup2 Dup3 Environ EpollCreate EpollCreate1 EpollCtl
		EpollWait Exec Exit Faccessat Fallocate Fchdir Fchmod Fchmodat Fchown FcntlFlock Fdatasync
		Flock ForkExec ForkLock Fstat Fstatfs Fsync Ftruncate Futimes Getcwd Getdents Getegid Getenv
		Geteuid Getgid Getgroups Getpagesize Getpeername Getpgid Getpgrp Getpid Getppid Getpriority
		Getrlimit Getrusage Getsockname GetsockoptInt Gettid Gettimeofday Getuid Getwd Getxattr
		InotifyAddWatch InotifyInit InotifyInit1 InotifyRmWatch Kill Lchown Link Listen Lstat Mkdir
		Mkdirat Mkfifo Mmap Nanosleep NsecToTimespec NsecToTimeval Open Openat ParseDirent
		ParseSocketControlMessage ParseUnixRights Pause Pipe Pipe2 Pread Pwrite Read ReadDirent
		Readlink Recvfrom Recvmsg Rename Renameat Rmdir Seek Select Sendfile Sendmsg SendmsgN Sendto
		SetNonblock Setenv Setpgid Setpriority Setrlimit Setsid SetsockoptByte SetsockoptInt
		SetsockoptLinger SetsockoptString SetsockoptTimeval Shutdown SlicePtrFromStrings Socket
		SocketDisableIPv6 Socketpair Splice StartProcess Stat Statfs Stderr Stdin Stdout
		StringBytePtr StringByteSlice StringSlicePtr Symlink Sync Sysinfo Tee Tgkill Time Times
		TimespecToNsec TimevalToNsec Truncate Umask Uname UnixRights Unlink Unlinkat Unsetenv Utime
		Utimes UtimesNano Wait4 Write`),

	// What of it is in order where it stands is told in memory.go.
	"unsafe": strings.Fields(`
		Alignof Offsetof Sizeof SliceData StringData`),
}

// What a comment may tell the compiler.
var allowedDirectives = strings.Fields(`
	build debug embed fix generate nocheckptr noinline norace nosplit`)

// isAllowedImport says whether something of a package of the standard library is allowed.
func isAllowedImport(path string) bool {
	if allowedNames[path] != nil {
		return true
	}
	for _, pattern := range allowedPackages {
		root, isTree := strings.CutSuffix(pattern, "/...")
		if path == root || isTree && strings.HasPrefix(path, root+"/") {
			return true
		}
	}
	return false
}
