import Commerce
import Foundation

/// In which era of a channel's clock an order was stamped. A shop's clock can be set back; what it stamps then looks older
/// than what it stamped before, and a cancellation would be taken for old news.
struct OrderEra: Sendable, Hashable {
    /// How often the clock was seen to be set, up to the reading.
    let clock: Int

    /// Seconds. The published lags of the channels are well below it.
    static let longestLag = 300.0

    /// - Parameters:
    ///   - readAt: The channel's clock when it answered; `nil` where that is not known.
    ///   - latest: What the channel said last about the order.
    /// - Returns: `nil` for the first era, so that most orders are stored without.
    func of(_ snapshot: OrderSnapshot, readAt: Date?, after latest: OrderSnapshot?) -> Int? {
        // A stamp from the channel's future was made before its clock was set, only read since.
        let isEarlier = readAt.map { snapshot.modifiedAt > $0 } ?? false
        var era = isEarlier ? self.clock - 1 : self.clock
        if let latest {
            era = max(era, latest.era ?? 0)
            // Nobody saw the clock go back, but the channel still says so long after it said something newer, and no
            // answer lags that much behind the truth.
            if let readAt, let known = latest.readAt, readAt.timeIntervalSince(known) > Self.longestLag,
                snapshot.stamped(readAt, era) < latest
            {
                era += 1
            }
        }
        return era == 0 ? nil : era
    }
}

extension OrderSnapshot {
    fileprivate func stamped(_ readAt: Date, _ era: Int) -> OrderSnapshot {
        var snapshot = self
        (snapshot.readAt, snapshot.era) = (readAt, era)
        return snapshot
    }
}
