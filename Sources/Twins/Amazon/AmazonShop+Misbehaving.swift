extension AmazonShop {
    /// The answer to a call that is not carried out (or only later); `nil` where the fault leaves the effect alone.
    func refuse(_ request: TwinRequest, _ fault: FaultRule, _ moment: Moment) throws(AmazonError) -> TwinReply? {
        switch fault.kind {
        case .keyRefused:
            self.refuseKeys(fault, moment)
            throw .tokenExpired
        case .lateWrite: return self.late(request, fault, moment)
        default: return Self.refusal(fault, moment)
        }
    }

    static func crashed(_ moment: Moment) -> TwinReply { Self.reply(.crashed, moment) }
    static func throttled(_ moment: Moment) -> TwinReply? { Self.reply(.quotaExceeded, moment) }
    static func pageHeaders(_ moment: Moment) -> [(name: String, value: String)] {
        [
            ("Date", TwinDate.header(moment.shop)), ("Server", "Apache"), ("Content-Type", "text/html; charset=UTF-8"),
        ]
    }
    static let outage = "We are taking a break."
}
