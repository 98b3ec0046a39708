import Foundation
import Twins

/// What was written to one offer since anything happened that could be a reason for it.
///
/// A number rises in steps as other shops' lowerings settle, and may go to zero before it falls; but who comes back to a
/// number he has left, again and again while nothing happens, is going round in a circle.
struct Rounds: Sendable, Hashable {
    private var last: String?
    private var written: Set<String> = []
    /// How often it came back to something written before.
    private(set) var returns = 0

    /// More than this is no coincidence of writes that failed and reads that came late.
    static let most = 4

    mutating func write(_ value: String) {
        guard value != self.last else { return }
        self.last = value
        if !self.written.insert(value).inserted { self.returns += 1 }
    }
}

/// How often one thing is read at a shop. What is read again and again without a pause is a circle too, and eats up what
/// the shop allows.
struct Readings: Sendable, Hashable {
    private var minute = 0
    private var count = 0

    /// More than this within a minute is no coincidence of webhooks, doubts and settling.
    static let most = 150

    /// - Returns: How often within this minute.
    mutating func read(at now: Date) -> Int {
        let minute = Int(now.timeIntervalSince1970 / 60)
        if minute != self.minute { (self.minute, self.count) = (minute, 0) }
        self.count += 1
        return self.count
    }
}

extension Truth {
    /// A reading leaves for a shop.
    ///
    /// - Parameter call: Method and path.
    /// - Returns: What goes round in a circle; `nil` when nothing does.
    func circle(reading call: String, at shop: String, now: Date) -> String? {
        self.with { state in
            let count = state.readings["\(shop) \(call)", default: Readings()].read(at: now)
            return count > Readings.most ? "\(shop): \(call) more than \(Readings.most) times within a minute" : nil
        }
    }

    /// A write leaves for a shop.
    ///
    /// - Returns: What goes round in a circle; `nil` when nothing does.
    func circle(_ changes: [WrittenOffer], at shop: String, workspace: Int) -> String? {
        self.with { state in
            for change in changes {
                guard let value = change.state ?? change.quantity.map(String.init) else { continue }
                let key = "\(shop) \(change.place)"
                state.workspaces[workspace].rounds[key, default: Rounds()].write(value)
                let returns = state.workspaces[workspace].rounds[key]?.returns ?? 0
                guard returns > Rounds.most else { continue }
                return
                    "\(key) was written \(returns) times back to a number it had left, and nothing happened meanwhile"
            }
            return nil
        }
    }

    /// Something happened that others than the hub did: what is written now has a reason.
    func happened(in workspace: Int) { self.with { $0.workspaces[workspace].rounds = [:] } }

    /// Something happened to the hub itself.
    func happenedToAll() {
        self.with { state in for index in state.workspaces.indices { state.workspaces[index].rounds = [:] } }
    }
}
