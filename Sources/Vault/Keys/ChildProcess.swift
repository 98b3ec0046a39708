import Foundation

/// A program in a process group of its own, whose standard output is read within bounds of time and length.
///
/// Not Foundation's `Process`, which leaves what the program started running when it is killed.
struct ChildProcess {
    private let id: pid_t
    /// The end we read.
    private let output: Int32

    /// Starts it. Standard input and error output are `/dev/null`; no other file of ours is open in it.
    init(_ program: String, _ arguments: [String], environment: [String: String]) throws(ChildFailure) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .notStarted(code: errno) }
        defer { close(ends[1]) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let (id, code) = Self.spawn(
            program, [program] + arguments, environment.map { "\($0.key)=\($0.value)" }, output: ends[1])
        guard code == 0 else {
            close(ends[0])
            throw .notStarted(code: code)
        }
        self.id = id
        self.output = ends[0]
    }

    /// All that it prints until it ends. Whatever comes of it, nothing of its group runs afterwards.
    func output(atMost longest: Int, within seconds: TimeInterval) throws(ChildFailure) -> [UInt8] {
        let end = ContinuousClock.now + .seconds(seconds)
        let bytes = try self.read(atMost: longest, until: end)
        let status = try self.status(until: end)
        close(self.output)
        guard status == 0 else { throw .failed(status: status) }
        return bytes
    }

    private func read(atMost longest: Int, until end: ContinuousClock.Instant) throws(ChildFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: longest + 1)
        while true {
            var question = pollfd(fd: self.output, events: Int16(POLLIN), revents: 0)
            let answer = poll(&question, 1, Self.milliseconds(until: end))
            if answer == 0 { throw self.stopped(.tookTooLong) }
            if answer < 0 { continue }
            let count = Foundation.read(self.output, &buffer, buffer.count)
            if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(count)
            if bytes.count > longest { throw self.stopped(.saidTooMuch) }
        }
    }

    /// The exit status, or 128 and the signal's number. Looked for every 5 ms: it has closed its output and is all but gone.
    private func status(until end: ContinuousClock.Instant) throws(ChildFailure) -> Int32 {
        var ended = siginfo_t()
        // WNOWAIT leaves it a zombie, so that its number is still its own when the group is killed.
        while waitid(P_PID, id_t(self.id), &ended, WEXITED | WNOHANG | WNOWAIT) != 0 || ended.si_signo != SIGCHLD {
            guard ContinuousClock.now < end else { throw self.stopped(.tookTooLong) }
            _ = poll(nil, 0, 5)
        }
        let status = self.reaped()
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }

    private func stopped(_ failure: ChildFailure) -> ChildFailure {
        _ = self.reaped()
        close(self.output)
        return failure
    }

    /// Kills the whole group, whatever it left running included, and takes the child's status.
    private func reaped() -> Int32 {
        kill(-self.id, SIGKILL)
        var status: Int32 = 0
        while waitpid(self.id, &status, 0) < 0 && errno == EINTR {}
        return status
    }

    private static func milliseconds(until end: ContinuousClock.Instant) -> Int32 {
        let left = ContinuousClock.now.duration(to: end)
        return Int32(
            clamping: max(0, left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000 + 1))
    }
}
