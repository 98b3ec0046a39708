import Foundation
import Synchronization

/// Everything that happened, line by line, and one number that stands for all of it.
final class History: Sendable {
    private struct State {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        var lines: [String] = []
        var count = 0
    }
    private let state = Mutex(State())
    private let loop: VirtualLoop
    private let begun: Date
    /// Lines kept; the last ones where there were more.
    private let keeps: Int
    private let says: (@Sendable (String) -> Void)?

    init(_ loop: VirtualLoop, keeps: Int, says: (@Sendable (String) -> Void)? = nil) {
        self.loop = loop
        self.begun = loop.now
        self.keeps = keeps
        self.says = says
    }

    func note(_ text: String) {
        let seconds = self.loop.now.timeIntervalSince(self.begun)
        let micros = Int64((seconds * 1_000_000).rounded())
        let kept: String? = self.state.withLock { state in
            state.count += 1
            for byte in text.utf8 { state.hash = (state.hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            state.hash = (state.hash ^ UInt64(bitPattern: micros)) &* 0x100_0000_01b3
            guard self.keeps > 0 || self.says != nil else { return nil }
            let line = "\(Self.clock(micros))  \(text)"
            if self.keeps > 0 {
                if state.lines.count >= self.keeps * 2 { state.lines.removeFirst(self.keeps) }
                state.lines.append(line)
            }
            return line
        }
        if let kept { self.says?(kept) }
    }

    var hash: UInt64 { self.state.withLock(\.hash) }
    var count: Int { self.state.withLock(\.count) }
    var last: [String] { self.state.withLock { $0.lines.suffix(self.keeps) } }

    /// `1d 03:20:15.250`
    static func clock(_ micros: Int64) -> String {
        let seconds = micros / 1_000_000
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let millis = String(1_000 + micros % 1_000_000 / 1_000).dropFirst()
        let time = "\(two(seconds / 3_600 % 24)):\(two(seconds / 60 % 60)):\(two(seconds % 60)).\(millis)"
        return "\(seconds / 86_400)d \(time)"
    }
}
