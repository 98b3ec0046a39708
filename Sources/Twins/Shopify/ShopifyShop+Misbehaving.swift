import Foundation

extension ShopifyShop {
    /// The answer to a call that is not carried out (or only later); `nil` where the fault leaves the effect alone.
    func refuse(_ call: ShopifyCall, _ request: TwinRequest, _ fault: FaultRule, _ moment: Moment) -> TwinReply? {
        switch fault.kind {
        case .keyRefused:
            self.refuseKeys(fault, moment)
            return Self.tokenRefused(moment)
        case .throttle:
            // As if so much were missing that it takes the fault's time to come back.
            let missing = Int(fault.span * self.state.bucket.rate)
            let asked = GraphQLCost(call.run).asked
            return Self.reply(200, self.throttled(asked, available: max(0, asked - missing)), moment)
        case .lateWrite: return self.late(request, fault, moment)
        default: return Self.refusal(fault, moment)
        }
    }

    static func crashed(_ moment: Moment) -> TwinReply { Self.reply(500, ["errors": "Internal Server Error"], moment) }

    static func errorInside200(_ moment: Moment) -> TwinReply {
        Self.reply(200, ["errors": .array([GraphQLError.crashed.json])], moment)
    }

    static func pageHeaders(_ moment: Moment) -> [(name: String, value: String)] {
        Self.headers(moment, type: "text/html; charset=utf-8")
    }

    static let outage = "Shopify is taking a break."
}
