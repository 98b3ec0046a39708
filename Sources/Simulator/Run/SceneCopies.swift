import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Splits a scene that is being played: at each boundary a copy of the whole process plays on with the hub restarted there,
/// and the scene itself goes on untouched.
///
/// Everything a scene is lives on one thread, and the memory of a copy is its own from the first change on. So each restart
/// costs what comes after it and nothing of what came before. A copy tells what came of it through a pipe and ends without
/// any farewell.
///
/// Nothing else of this process may be busy meanwhile: what another thread holds at that moment is held for ever in a copy.
final class SceneCopies: Sendable {
    private struct Copy: Sendable {
        var process: pid_t
        var pipe: Int32
        var boundary: Int
    }

    private struct State {
        /// Where to tell what came of it; `nil` in the original.
        var told: Int32?
        var copies: [Copy] = []
        var results: [(boundary: Int, result: SceneResult?)] = []
    }
    private let state = Mutex(State())
    /// Copies that play at once.
    private let most: Int

    init(most: Int) { self.most = max(1, most) }

    /// Whether this machine can split a process.
    static var isPossible: Bool {
        #if canImport(Glibc)
            true
        #else
            false
        #endif
    }

    /// The scene passes a boundary.
    ///
    /// - Returns: `true` in the copy, whose hub ends here.
    func split(at boundary: Int) -> Bool {
        #if canImport(Glibc)
            if self.state.withLock({ $0.told != nil }) { return false }
            while self.state.withLock({ $0.copies.count }) >= self.most { self.gather() }
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0 else { return false }
            let process = fork()
            guard process != 0 else {
                close(ends[0])
                self.state.withLock { state in
                    state.told = ends[1]
                    state.copies = []
                }
                return true
            }
            close(ends[1])
            self.state.withLock { state in
                guard process > 0 else {
                    close(ends[0])
                    return state.results.append((boundary, nil))
                }
                state.copies.append(Copy(process: process, pipe: ends[0], boundary: boundary))
            }
            return false
        #else
            return false
        #endif
    }

    /// The scene is over. A copy tells and ends here; the original waits for the last ones.
    ///
    /// - Returns: What came of each restart, in the order of the boundaries; `nil` for a copy that ended without a word.
    func finish(_ result: SceneResult) -> [(boundary: Int, result: SceneResult?)] {
        if let told = self.state.withLock(\.told) {
            let bytes = Array((try? JSONEncoder().encode(result)) ?? Data())
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes { write(told, $0.baseAddress, $0.count) }
                guard count > 0 else { break }
                sent += count
            }
            _exit(0)
        }
        while !self.state.withLock(\.copies.isEmpty) { self.gather() }
        return self.state.withLock(\.results).sorted { $0.boundary < $1.boundary }
    }

    /// Waits for the copy that began first.
    private func gather() {
        guard let copy = self.state.withLock({ $0.copies.isEmpty ? nil : $0.copies.removeFirst() }) else { return }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = piece.withUnsafeMutableBytes { read(copy.pipe, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += piece[..<count]
        }
        close(copy.pipe)
        var status: Int32 = 0
        while waitpid(copy.process, &status, 0) < 0, errno == EINTR {}
        let result = try? JSONDecoder().decode(SceneResult.self, from: Data(bytes))
        self.state.withLock { $0.results.append((copy.boundary, result)) }
    }
}
