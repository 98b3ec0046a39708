import Foundation

extension EtsyShop {
    /// The answer to a call that is not carried out (or only later); `nil` where the fault leaves the effect alone.
    func refuse(
        _ call: EtsyCall, _ request: TwinRequest, _ fault: FaultRule, _ moment: Moment
    ) throws(EtsyError) -> TwinReply? {
        switch fault.kind {
        case .keyRefused:
            self.refuseKeys(fault, moment)
            throw .tokenExpired
        case .silentRejection: return try self.unchanged(call, moment)
        case .lateWrite: return self.late(request, fault, moment)
        default: return Self.refusal(fault, moment)
        }
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

    static func crashed(_ moment: Moment) -> TwinReply { Self.reply(.crashed, moment) }
    static func throttled(_ moment: Moment) -> TwinReply? { Self.reply(.rateExceeded, moment) }
    static func pageHeaders(_ moment: Moment) -> [(name: String, value: String)] {
        Self.headers(moment, type: "text/html; charset=UTF-8")
    }
    static let outage = "Etsy is taking a break."
}
