import Foundation

/// The figures across the top of the board.
public struct BoardSummary: Sendable, Hashable {
    /// Orders imported since midnight, workspace time.
    public var ordersToday: Int
    /// Units promised to orders that have not shipped.
    public var unitsOpen: Int
    /// Units owed to orders that are not there.
    public var unitsShort: Int
    /// Offers that show what is wanted, of all linked offers.
    public var offersAgreeing: Int
    public var offers: Int
    /// Offers with a change not yet sent.
    public var changesWaiting: Int
    /// Offers that wait for a person.
    public var changesParked: Int
    /// Calls to all shops since midnight, and how many of them were told to wait.
    public var calls: Int
    public var callsThrottled: Int
    /// When every offer last showed what was wanted; `nil` when that has never been.
    public var lastAgreed: Date?

    public init(
        ordersToday: Int = 0, unitsOpen: Int = 0, unitsShort: Int = 0, offersAgreeing: Int = 0, offers: Int = 0,
        changesWaiting: Int = 0, changesParked: Int = 0, calls: Int = 0, callsThrottled: Int = 0,
        lastAgreed: Date? = nil
    ) {
        self.ordersToday = ordersToday
        self.unitsOpen = unitsOpen
        self.unitsShort = unitsShort
        self.offersAgreeing = offersAgreeing
        self.offers = offers
        self.changesWaiting = changesWaiting
        self.changesParked = changesParked
        self.calls = calls
        self.callsThrottled = callsThrottled
        self.lastAgreed = lastAgreed
    }

    var parts: [Part] {
        let agrees = self.offers > 0 && self.offersAgreeing == self.offers
        return [
            Self.tile("orders", "Orders today", counted(self.ordersToday)),
            Self.tile("open", "Units in open orders", counted(self.unitsOpen)),
            Self.tile(
                "short", "Units short", counted(self.unitsShort), tone: self.unitsShort > 0 ? "bad" : "plain",
                note: self.unitsShort > 0 ? "owed to orders, not there" : "nothing owed"),
            Self.tile(
                "agreeing", "Offers agreeing", counted(self.offersAgreeing), tone: agrees ? "good" : "plain",
                note: "of \(counted(self.offers))"),
            Self.tile(
                "waiting", "Changes waiting", counted(self.changesWaiting),
                tone: self.changesParked > 0 ? "attention" : "plain",
                note: self.changesParked > 0 ? "\(counted(self.changesParked)) parked for you" : "none parked"),
            Self.tile(
                "calls", "Calls today", counted(self.calls), note: "\(counted(self.callsThrottled)) told to wait"),
            Part(
                "tile/agreed", tone: agrees ? "good" : "plain",
                texts: [
                    "label": "Everything agreed",
                    "value": agrees ? "now" : (self.lastAgreed == nil ? "not yet" : nil),
                    "note": agrees ? "every shop shows what is wanted" : nil,
                ],
                times: ["since": agrees ? nil : self.lastAgreed]),
        ]
    }

    private static func tile(
        _ name: String, _ label: String, _ value: String, tone: String = "plain", note: String? = nil
    ) -> Part {
        Part("tile/" + name, tone: tone, texts: ["label": label, "value": value, "note": note])
    }
}
