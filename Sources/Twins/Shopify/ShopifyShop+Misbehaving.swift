import Foundation

extension ShopifyShop {
    /// The answer to a call that is not carried out (or only later); `nil` where the fault leaves the effect alone.
    func refuse(_ call: ShopifyCall, _ request: TwinRequest, _ fault: FaultRule, _ moment: Moment) -> TwinReply? {
        switch fault.kind {
        case .keyRefused:
            self.tokensRefusedUntil = moment.wall.addingTimeInterval(fault.span)
            return Self.reply(
                401, ["errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"], moment)
        case .throttle:
            // As if so much were missing that it takes the fault's time to come back.
            let missing = Int(fault.span * self.state.bucket.rate)
            let asked = GraphQLCost(call.run).asked
            return Self.reply(
                200,
                [
                    "errors": [["message": "Throttled", "extensions": ["code": "THROTTLED"]]],
                    "extensions": [
                        "cost": [
                            "requestedQueryCost": .integer(asked), "actualQueryCost": .null,
                            "throttleStatus": [
                                "maximumAvailable": .number(self.state.bucket.maximum),
                                "currentlyAvailable": .integer(max(0, asked - missing)),
                                "restoreRate": .number(self.state.bucket.rate),
                            ],
                        ]
                    ],
                ], moment)
        case .lateWrite:
            let wait = self.state.faults.wait(upTo: fault.span)
            self.state.later.append(ShopifyLater(due: moment.wall.addingTimeInterval(wait), deed: .write(request)))
            return self.state.faults.dice.chance(0.5) ? Self.crashed(moment) : Self.silence(0.5)
        case .unavailable:
            var reply = Self.page(503, "Service Unavailable", "Shopify is taking a break.", moment)
            reply.headers.append(("Retry-After", String(Int(fault.span.rounded(.up)))))
            return reply
        case .errorBefore: return Self.crashed(moment)
        case .timeoutBefore: return Self.silence(fault.span)
        case .htmlPage: return Self.page(200, "Checking your browser", "One moment, please.", moment)
        case .errorInside200:
            return Self.reply(200, ["errors": .array([GraphQLError.crashed.json])], moment)
        default: return nil
        }
    }

    /// Spoils the answer to a call that was carried out.
    static func spoil(_ reply: TwinReply, _ fault: FaultRule, _ moment: Moment) -> TwinReply {
        var reply = reply
        switch fault.kind {
        case .errorAfter: return Self.crashed(moment)
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

    private static func crashed(_ moment: Moment) -> TwinReply {
        Self.reply(500, ["errors": "Internal Server Error"], moment)
    }

    private static func silence(_ seconds: Double) -> TwinReply {
        var reply = TwinReply(status: 504)
        reply.delay = seconds
        reply.ending = .drop
        return reply
    }
}
