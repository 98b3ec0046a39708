import Foundation

extension EbayShop {
    /// The answer to a call that is not carried out (or only later); `nil` where the fault leaves the effect alone.
    func refuse(
        _ call: EbayCall, _ request: TwinRequest, _ fault: FaultRule, _ moment: Moment
    ) throws(EbayError) -> TwinReply? {
        switch fault.kind {
        case .keyRefused:
            self.refuseKeys(fault, moment)
            throw .tokenInvalid
        case .lateWrite: return self.late(request, fault, moment)
        case .errorBefore: return Self.reply(.crashed(call.operation.base), moment)
        case .errorInside200:
            var reply = Self.reply(.crashed(call.operation.base), moment)
            reply.status = 200
            return reply
        default: return Self.refusal(fault, moment)
        }
    }

    static func crashed(_ moment: Moment) -> TwinReply { Self.reply(.crashed, moment) }
    static func throttled(_ moment: Moment) -> TwinReply? { Self.reply(.tooMany, moment) }
    static func pageHeaders(_ moment: Moment) -> [(name: String, value: String)] {
        Self.headers(moment, type: "text/html; charset=UTF-8")
    }
    static let outage = "eBay is not available right now."
}
