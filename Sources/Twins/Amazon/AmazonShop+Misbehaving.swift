import Foundation

extension AmazonShop {
    /// The answer to a call that is not carried out (or only later); `nil` where the fault leaves the effect alone.
    func refuse(_ request: TwinRequest, _ fault: FaultRule, _ moment: Moment) throws(AmazonError) -> TwinReply? {
        switch fault.kind {
        case .keyRefused:
            self.tokensRefusedUntil = moment.wall.addingTimeInterval(fault.span)
            throw .tokenExpired
        case .lateWrite:
            let wait = self.state.faults.wait(upTo: fault.span)
            self.state.later.append(AmazonLater(due: moment.wall.addingTimeInterval(wait), deed: .write(request)))
            return self.state.faults.dice.chance(0.5) ? Self.reply(.crashed, moment) : Self.silence(0.5)
        default: return Self.refusal(fault, moment)
        }
    }

    /// A refusal that needs no seller; `nil` where the fault leaves the effect alone.
    static func refusal(_ fault: FaultRule, _ moment: Moment) -> TwinReply? {
        let patience = ("Retry-After", String(Int(fault.span.rounded(.up))))
        switch fault.kind {
        case .throttle:
            var reply = Self.reply(.quotaExceeded, moment)
            reply.headers.append(patience)
            return reply
        case .unavailable:
            var reply = EtsyShop.page(503, "Service Unavailable", "We are taking a break.", moment)
            reply.headers.append(patience)
            return reply
        case .errorBefore: return Self.reply(.crashed, moment)
        case .timeoutBefore: return Self.silence(fault.span)
        case .htmlPage: return EtsyShop.page(200, "Checking your browser", "One moment, please.", moment)
        case .errorInside200:
            return TwinReply(status: 200, headers: Self.headers(moment), body: AmazonError.crashed.json.bytes())
        default: return nil
        }
    }

    /// Spoils the answer to a call that was carried out.
    static func spoil(_ reply: TwinReply, _ fault: FaultRule, _ moment: Moment) -> TwinReply {
        fault.kind == .errorAfter ? Self.reply(.crashed, moment) : EtsyShop.spoil(reply, fault, moment)
    }

    private static func silence(_ seconds: Double) -> TwinReply {
        var reply = TwinReply(status: 504)
        reply.delay = seconds
        reply.ending = .drop
        return reply
    }
}
