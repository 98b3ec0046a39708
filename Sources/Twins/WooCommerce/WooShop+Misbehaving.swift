import Foundation

extension WooShop {
    /// The answer to a call that is not carried out (or only later); `nil` where the fault leaves the effect alone.
    func refuse(
        _ call: WooCall, _ request: TwinRequest, _ fault: FaultRule, _ moment: Moment
    ) throws(WooError) -> TwinReply? {
        switch fault.kind {
        case .keyRefused:
            self.refuseKeys(fault, moment)
            return Self.envelope(Self.keyRefused, moment)
        case .silentRejection: return try self.unchanged(call, moment)
        case .lateWrite: return self.late(request, fault, moment)
        default: return Self.refusal(fault, moment)
        }
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
        return TwinReply(status: 200, headers: Self.headers(moment), body: outcome.json.bytes())
    }

    private func shown(_ id: Int, _ call: WooCall) -> Json {
        let rendering = self.state.rendering(call)
        if let product = self.state.products[id] {
            return product.kind == .variation ? rendering.variation(product) : rendering.product(product)
        }
        if let order = self.state.orders[id] { return rendering.order(order) }
        return ["id": .integer(id), "error": WooError.invalidID("product").json]
    }

    static func crashed(_ moment: Moment) -> TwinReply { Self.envelope(Self.crash, moment) }

    static func throttled(_ moment: Moment) -> TwinReply? {
        Self.page(429, "Too Many Requests", "You have sent too many requests.", moment)
    }

    static func pageHeaders(_ moment: Moment) -> [(name: String, value: String)] {
        Self.headers(moment, type: "text/html; charset=UTF-8")
    }

    static let outage = "The server is temporarily unable to serve you."
    private static let crash = WooError(
        500, "internal_server_error", "<p>There has been a critical error on this website.</p>")
    static let notice =
        "<br />\n<b>Notice</b>:  Function _load_textdomain_just_in_time was called <strong>incorrectly</strong>. in "
        + "<b>/var/www/html/wp-includes/functions.php</b> on line <b>6121</b><br />\n"
}
