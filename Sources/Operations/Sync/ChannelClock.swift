import Foundation
import Records

/// A channel's clock as its answers tell it. Orders are read by what it stamped on them, so it matters whether somebody has
/// set it since the last reading.
struct ChannelClock: Sendable, Hashable {
    /// Seconds it was ahead of ours when orders were last read; `nil` before the first time.
    var ahead: Double?

    /// Seconds of difference that whole seconds in answers and their way here make by themselves.
    static let tolerance = 2.0

    init(ahead: Double?) { self.ahead = ahead }

    init(_ connection: ConnectionRecord) {
        self.ahead = connection.channelTime.flatMap { time in
            connection.ordersReadAt.map { time.timeIntervalSince($0) }
        }
    }

    /// - Parameter told: Seconds it was ahead by each answer of a reading.
    func wasSet(by told: [Double]) -> Bool {
        guard let ahead = self.ahead else { return false }
        return told.contains { abs($0 - ahead) > Self.tolerance }
    }

    /// How far it went back since the last reading, in seconds; 0 where it did not.
    func wentBack(by told: [Double]) -> Double {
        guard let ahead = self.ahead, self.wasSet(by: told) else { return 0 }
        return max(0, ahead - (told.min() ?? ahead))
    }
}
