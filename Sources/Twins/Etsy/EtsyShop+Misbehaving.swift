import Foundation

extension EtsyShop {
    /// The answer to a call that is not carried out (or only later); `nil` where the fault leaves the effect alone.
    func refuse(
        _ call: EtsyCall, _ request: TwinRequest, _ fault: FaultRule, _ moment: Moment
    ) throws(EtsyError) -> TwinReply? {
        switch fault.kind {
        case .keyRefused:
            self.tokensRefusedUntil = moment.wall.addingTimeInterval(fault.span)
            throw .tokenExpired
        case .silentRejection: return try self.unchanged(call, moment)
        case .lateWrite:
            let wait = self.state.faults.wait(upTo: fault.span)
            self.state.later.append(EtsyLater(due: moment.wall.addingTimeInterval(wait), deed: .write(request)))
            return self.state.faults.dice.chance(0.5) ? Self.reply(.crashed, moment) : Self.silence(0.5)
        default: return Self.refusal(fault, moment)
        }
    }

    /// A refusal that needs no shop; `nil` where the fault leaves the effect alone.
    static func refusal(_ fault: FaultRule, _ moment: Moment) -> TwinReply? {
        let patience = ("Retry-After", String(Int(fault.span.rounded(.up))))
        switch fault.kind {
        case .throttle:
            var reply = Self.reply(.rateExceeded, moment)
            reply.headers.append(patience)
            return reply
        case .unavailable:
            var reply = Self.page(503, "Service Unavailable", "Etsy is taking a break.", moment)
            reply.headers.append(patience)
            return reply
        case .errorBefore: return Self.reply(.crashed, moment)
        case .timeoutBefore: return Self.silence(fault.span)
        case .htmlPage: return Self.page(200, "Checking your browser", "One moment, please.", moment)
        case .errorInside200:
            return TwinReply(status: 200, headers: Self.headers(moment), body: EtsyError.crashed.json.bytes())
        default: return nil
        }
    }

    /// Spoils the answer to a call that was carried out.
    static func spoil(_ reply: TwinReply, _ fault: FaultRule, _ moment: Moment) -> TwinReply {
        var reply = reply
        switch fault.kind {
        case .errorAfter: return Self.reply(.crashed, moment)
        case .timeoutAfter: return Self.silence(fault.span)
        case .slowAnswer: reply.delay = fault.span
        case .phpNotice: reply.body = Array("<br />\n<b>Notice</b>: Undefined index<br />\n".utf8) + reply.body
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

    /// 200 with what the shop has, as if nothing had been sent; `nil` where there is nothing to show.
    private func unchanged(_ call: EtsyCall, _ moment: Moment) throws(EtsyError) -> TwinReply? {
        let rendering = self.state.rendering(call)
        let json: Json
        switch call.operation.id {
        case "updateListingInventory": json = rendering.inventory(try self.state.listing(call.listing))
        case "updateListing": json = rendering.bareListing(try self.state.listing(call.listing))
        case "updateShopReceipt", "createReceiptShipment":
            json = rendering.receipt(try self.state.visible(call.receipt, moment))
        default: return nil
        }
        return Self.reply(EtsyOutcome(json), moment)
    }

    private static func silence(_ seconds: Double) -> TwinReply {
        var reply = TwinReply(status: 504)
        reply.delay = seconds
        reply.ending = .drop
        return reply
    }

    static func page(_ status: Int, _ title: String, _ text: String, _ moment: Moment) -> TwinReply {
        TwinReply(
            status: status, headers: Self.headers(moment, type: "text/html; charset=UTF-8"),
            body: Array(
                "<!DOCTYPE html>\n<html><head><title>\(title)</title></head><body><p>\(text)</p></body></html>\n"
                    .utf8))
    }
}
