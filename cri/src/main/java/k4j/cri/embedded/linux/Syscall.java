package k4j.cri.embedded.linux;

/// The system calls used here, with their numbers on x86-64 and on 64-bit ARM.
enum Syscall {
  READ(0, 63),
  WRITE(1, 64),
  CLOSE(3, 57),
  IOCTL(16, 29),
  SOCKET(41, 198),
  SENDTO(44, 206),
  RECVFROM(45, 207),
  BIND(49, 200),
  WAIT4(61, 260),
  KILL(62, 129),
  FCNTL(72, 25),
  CHDIR(80, 49),
  UMASK(95, 166),
  SETGROUPS(116, 159),
  SETRESUID(117, 147),
  SETRESGID(119, 149),
  CAPSET(126, 91),
  STATFS(137, 43),
  PIVOT_ROOT(155, 41),
  PRCTL(157, 167),
  CHROOT(161, 51),
  MOUNT(165, 40),
  UMOUNT2(166, 39),
  SETHOSTNAME(170, 161),
  GETTID(186, 178),
  LSETXATTR(189, 6),
  LGETXATTR(192, 9),
  EPOLL_CTL(233, 21),
  OPENAT(257, 56),
  MKNODAT(259, 33),
  UNSHARE(272, 97),
  EPOLL_PWAIT(281, 22),
  EVENTFD2(290, 19),
  EPOLL_CREATE1(291, 20),
  DUP3(292, 24),
  PIPE2(293, 59),
  PRLIMIT64(302, 261),
  SETNS(308, 268),
  PIDFD_SEND_SIGNAL(424, 424),
  OPEN_TREE(428, 428),
  MOVE_MOUNT(429, 429),
  PIDFD_OPEN(434, 434),
  PIDFD_GETFD(438, 438);

  private static final boolean ARM = "aarch64".equals(System.getProperty("os.arch"));

  private final int x86;
  private final int arm;

  Syscall(int x86, int arm) {
    this.x86 = x86;
    this.arm = arm;
  }

  long number() {
    return ARM ? arm : x86;
  }

  static boolean arm() {
    return ARM;
  }
}
