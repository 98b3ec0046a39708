import Foundation

extension WooShop {
    /// The answer to a call that is not carried out (or only later); `nil` where the fault leaves the effect alone.
    func refuse(
        _ call: WooCall, _ request: TwinRequest, _ fault: FaultRule, _ moment: Moment
    ) throws(WooError) -> TwinReply? {
        switch fault.kind {
        case .throttle:
            var reply = self.page(429, "Too Many Requests", "You have sent too many requests.", moment)
            reply.headers.append(("Retry-After", String(Int(fault.span.rounded(.up)))))
            return reply
        case .unavailable:
            var reply = self.page(503, "Service Unavailable", "The server is temporarily unable to serve you.", moment)
            reply.headers.append(("Retry-After", String(Int(fault.span.rounded(.up)))))
            return reply
        case .errorBefore: return self.envelope(Self.crashed, moment)
        case .timeoutBefore: return self.silence(fault.span)
        case .htmlPage: return self.page(200, "Checking your browser", "One moment, please.", moment)
        case .errorInside200:
            return TwinReply(status: 200, headers: self.headers(moment), body: Self.crashed.json.bytes())
        case .keyRefused:
            self.keyRefusedUntil = moment.wall.addingTimeInterval(fault.span)
            return self.envelope(Self.keyRefused, moment)
        case .silentRejection: return try self.unchanged(call, moment)
        case .lateWrite:
            let wait = self.state.faults.wait(upTo: fault.span)
            self.state.later.append(WooLater(due: moment.wall.addingTimeInterval(wait), deed: .write(request)))
            return self.state.faults.dice.chance(0.5) ? self.envelope(Self.crashed, moment) : self.silence(0.5)
        default: return nil
        }
    }

    /// Spoils the answer to a call that was carried out.
    func spoil(_ reply: TwinReply, _ fault: FaultRule, _ moment: Moment) -> TwinReply {
        var reply = reply
        switch fault.kind {
        case .errorAfter: return self.envelope(Self.crashed, moment)
        case .timeoutAfter: return self.silence(fault.span)
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

    /// 200 with what the shop has, as if nothing had been sent.
    private func unchanged(_ call: WooCall, _ moment: Moment) throws(WooError) -> TwinReply? {
        var read = call
        read.method = "GET"
        let outcome: WooOutcome
        switch call.route {
        case .product, .variation, .order: outcome = try self.state.answer(read, at: moment)
        case .productBatch, .variationBatch, .orderBatch:
            var rows: [Json] = []
            for item in call.body?["update"]?.list ?? [] { rows.append(self.shown(item["id"]?.whole ?? 0, read)) }
            outcome = WooOutcome(["update": .array(rows)])
        default: return nil
        }
        return TwinReply(status: 200, headers: self.headers(moment), body: outcome.json.bytes())
    }

    private func shown(_ id: Int, _ call: WooCall) -> Json {
        let rendering = self.state.rendering(call)
        if let product = self.state.products[id] {
            return product.kind == .variation ? rendering.variation(product) : rendering.product(product)
        }
        if let order = self.state.orders[id] { return rendering.order(order) }
        return ["id": .integer(id), "error": WooError.invalidID("product").json]
    }

    private func silence(_ seconds: Double) -> TwinReply {
        var reply = TwinReply(status: 504)
        reply.delay = seconds
        reply.ending = .drop
        return reply
    }

    private func page(_ status: Int, _ title: String, _ text: String, _ moment: Moment) -> TwinReply {
        TwinReply(
            status: status, headers: self.headers(moment, type: "text/html; charset=UTF-8"),
            body: Array(
                "<!DOCTYPE html>\n<html><head><title>\(title)</title></head><body><p>\(text)</p></body></html>\n"
                    .utf8))
    }

    private static let crashed = WooError(
        500, "internal_server_error", "<p>There has been a critical error on this website.</p>")
    private static let notice =
        "<br />\n<b>Notice</b>:  Function _load_textdomain_just_in_time was called <strong>incorrectly</strong>. in "
        + "<b>/var/www/html/wp-includes/functions.php</b> on line <b>6121</b><br />\n"
}
