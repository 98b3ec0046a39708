import Foundation

/// What a channel sends when a fault strikes a call: the same faults on every channel, each in its own words.
protocol Misbehaving {
    /// Of an answer that is not JSON.
    static func pageHeaders(_ moment: Moment) -> [(name: String, value: String)]
    /// 500 in the channel's envelope.
    static func crashed(_ moment: Moment) -> TwinReply
    /// 200 with an error inside.
    static func errorInside200(_ moment: Moment) -> TwinReply
    /// One call too many, still without `Retry-After`; `nil` where the channel says so in a way that needs the shop.
    static func throttled(_ moment: Moment) -> TwinReply?
    /// What the page of a 503 says.
    static var outage: String { get }
    /// What stands before the JSON where a program's notice slips out.
    static var notice: String { get }
}

extension Misbehaving {
    static func errorInside200(_ moment: Moment) -> TwinReply {
        var reply = Self.crashed(moment)
        reply.status = 200
        return reply
    }

    static func throttled(_ moment: Moment) -> TwinReply? { nil }
    static var notice: String { "<br />\n<b>Notice</b>: Undefined index<br />\n" }

    /// The answer to a call that is not carried out; `nil` where the fault leaves the effect alone, or needs the shop.
    static func refusal(_ fault: FaultRule, _ moment: Moment) -> TwinReply? {
        switch fault.kind {
        case .throttle: return Self.throttled(moment).map { Self.patient($0, fault) }
        case .unavailable: return Self.patient(Self.page(503, "Service Unavailable", Self.outage, moment), fault)
        case .errorBefore: return Self.crashed(moment)
        case .timeoutBefore: return .silence(fault.span)
        case .htmlPage: return Self.page(200, "Checking your browser", "One moment, please.", moment)
        case .errorInside200: return Self.errorInside200(moment)
        default: return nil
        }
    }

    /// Spoils the answer to a call that was carried out.
    static func spoil(_ reply: TwinReply, _ fault: FaultRule, _ moment: Moment) -> TwinReply {
        var reply = reply
        switch fault.kind {
        case .errorAfter: return Self.crashed(moment)
        case .timeoutAfter: return .silence(fault.span)
        case .slowAnswer: reply.delay = fault.span
        case .phpNotice: reply.body = Array(Self.notice.utf8) + reply.body
        case .emptyBody: reply.body = []
        case .truncatedBody: reply.ending = .dropMidway
        case .hugeBody: reply.padding = Int(fault.span * 1_000_000)
        case .notUTF8:
            let quote = reply.body.firstIndex(of: UInt8(ascii: "\"")) ?? 0
            reply.body.insert(contentsOf: [0xE9, 0xFF], at: min(reply.body.count, quote + 1))
        default: break
        }
        return reply
    }

    static func page(_ status: Int, _ title: String, _ text: String, _ moment: Moment) -> TwinReply {
        TwinReply(
            status: status, headers: Self.pageHeaders(moment),
            body: Array(
                "<!DOCTYPE html>\n<html><head><title>\(title)</title></head><body><p>\(text)</p></body></html>\n"
                    .utf8))
    }

    private static func patient(_ reply: TwinReply, _ fault: FaultRule) -> TwinReply {
        var reply = reply
        reply.headers.append(("Retry-After", String(Int(fault.span.rounded(.up)))))
        return reply
    }
}

extension StatefulShop {
    /// Refuses keys or tokens from now on, for the fault's time.
    func refuseKeys(_ fault: FaultRule, _ moment: Moment) {
        self.upkeep.refusedUntil = moment.wall.addingTimeInterval(fault.span)
    }

    /// A write is carried out later, and its caller told that it failed, or told nothing.
    func late(_ request: TwinRequest, _ fault: FaultRule, _ moment: Moment) -> TwinReply {
        self.state.plan(.write(request), within: fault.span, moment)
        return self.state.faults.dice.chance(0.5) ? Self.crashed(moment) : .silence(0.5)
    }
}

extension TwinReply {
    /// Nothing for so long, then the connection drops.
    static func silence(_ seconds: Double) -> TwinReply {
        var reply = TwinReply(status: 504)
        reply.delay = seconds
        reply.ending = .drop
        return reply
    }
}

extension FaultDesk {
    /// What another program makes of a stock number above zero.
    mutating func meddled(stock: Int, _ direction: FaultRule.Direction) -> Int {
        let change = self.dice.whole(1...3)
        let raises = direction == .any && self.dice.chance(0.5)
        return raises ? stock + change : max(0, stock - change)
    }

    /// What another program makes of a price: up to a tenth more or less.
    mutating func meddled(price: Int, least: Int) -> Int {
        let percent = self.dice.whole(1...10) * (self.dice.chance(0.5) ? 1 : -1)
        return max(least, price * (100 + percent) / 100)
    }
}
