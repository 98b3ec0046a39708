import ConnectorKit
import Foundation
import Records

/// The channel's times in seconds, with what this one connection sets differently.
struct SyncTiming: Sendable, Hashable {
    /// How long after its deadline an unanswered write may still land.
    var patience: Double
    /// How long an order may take to become readable.
    var orderLag: Double
    /// How old a read may be when it is answered.
    var readStaleness: Double
    var orderPoll: Double
    var readBack: Double
    /// Deadline of one call.
    var timeout: Double
    /// All orders of the last day are read again this often, whatever the cursor says.
    var sweep: Double
    /// From the decision to write until the write's last exchange is over: its deadline, and two seconds in which it may be
    /// held up before it leaves. Later than that it does not leave (`CallContext.endsBy`).
    var writeSpan: Double { self.timeout + 2 }
    /// Read-backs that are due wait this long for more to share their call, unless something is in doubt.
    static let readGap = 1.0
    /// And so long behind whole batches of writes.
    static let readPatience = 60.0
    /// What is read for people alone waits this long for a moment in which nothing else is to be done.
    static let idlePatience = 3_600.0
    /// How often the shop's webhooks are looked after; sooner when an order came that none had told of.
    var hookCheck: Double = 21_600
    /// Looks after them are never closer than this.
    var hookGap: Double = 600
    /// Where one look covers some of them only, the next follows after this.
    var hookRound: Double = 5
    /// A webhook that has not come after this long is missed.
    var hookPatience: Double = 60
    /// A listing is not taken off sale again within this; a tenth of it where stock must fall.
    var restGap: Double
    /// A listing that we took off sale comes back after this, written or not.
    var restLimit: Double
    /// What a feed is expected to take from handing in to its end, and when it can no longer take effect; `nil` where the
    /// channel has none.
    var feedTime: Double?
    var feedDeadline: Double?
    /// How often a feed is looked at, at most.
    var feedGap: Double { min(60, (self.feedTime ?? 240) / 4) }
    /// Two polls are never closer than this.
    var pollGap: Double = 0.5

    init(_ manifest: Manifest, _ settings: ConnectionRecord.Settings) {
        self.patience = settings.patience ?? manifest.patience.seconds
        self.orderLag = settings.orderLag ?? manifest.orderLag.seconds
        self.readStaleness = settings.readStaleness ?? manifest.readStaleness.seconds
        self.orderPoll = settings.orderPoll ?? manifest.orderPollInterval.seconds
        self.readBack = settings.readBack ?? manifest.readBackInterval.seconds
        self.timeout = settings.timeout ?? 60
        self.sweep = settings.sweep ?? 900
        self.restGap = settings.restGap ?? 600
        self.feedTime = manifest.feed.map { settings.feedTime ?? $0.usual.seconds }
        self.feedDeadline = manifest.feed.map { settings.feedDeadline ?? $0.deadline.seconds }
        self.restLimit = max(60, self.orderLag * 6)
    }
}

extension Duration {
    var seconds: Double {
        Double(self.components.seconds) + Double(self.components.attoseconds) / 1e18
    }
}
