import Foundation

extension EbayShop {
    /// Answers one call that the front let through, with whatever fault strikes it.
    func answer(
        _ operation: EbayOperation, _ values: [String: String], _ request: TwinRequest, address: String
    ) -> TwinReply {
        let moment = self.now
        self.isChanged = true
        self.catchUp(moment)
        var fault: FaultRule?
        do throws(EbayError) {
            if moment.wall < self.upkeep.refusedUntil { throw .tokenInvalid }
            var call = try EbayCall(operation, values, request, address: address)
            fault = self.state.faults.strikes(call: operation.kind, among: Self.faults(for: call), wall: moment.wall)
            let reply = try self.carryOut(&call, request, fault, moment)
            self.state.book.count(
                call: operation.kind, status: reply.ending == .drop ? 0 : reply.status, fault: fault?.kind)
            return reply
        } catch {
            self.state.book.count(call: operation.kind, status: error.status, fault: fault?.kind)
            return Self.reply(error, moment)
        }
    }

    /// Counts a call that the front refused on this seller's behalf.
    func refused(_ operation: EbayOperation, _ error: EbayError) {
        self.state.book.count(call: operation.kind, status: error.status, fault: nil)
        self.isChanged = true
    }

    /// Applies a write whose caller was told that it had failed.
    func replay(_ request: TwinRequest, at moment: Moment) {
        guard let (operation, values) = EbayOperation.find(request.method, request.path.dropFirst()),
            let call = try? EbayCall(operation, values, request, address: self.address)
        else { return }
        _ = try? self.state.answer(call, at: moment)
    }

    private func carryOut(
        _ call: inout EbayCall, _ request: TwinRequest, _ fault: FaultRule?, _ moment: Moment
    ) throws(EbayError) -> TwinReply {
        if let fault, let reply = try self.refuse(call, request, fault, moment) { return reply }
        let outcome: EbayOutcome
        switch fault?.kind {
        case .staleRead:
            let span = max(0, fault?.span ?? 0)
            var then = self.state.seen(
                asOf: moment.wall.addingTimeInterval(-self.state.faults.dice.real(0...span)))
            outcome = try then.answer(call, at: moment)
        case .silentRejection:
            // All goes its way in an account that nobody keeps.
            var elsewhere = self.state
            outcome = try elsewhere.answer(call, at: moment)
        case .partialBatch:
            outcome = try self.answerInParts(call, moment)
        default: outcome = try self.state.answer(call, at: moment)
        }
        let reply = Self.reply(outcome, moment)
        if fault?.kind == .errorAfter { return Self.reply(.crashed(call.operation.base), moment) }
        return fault.map { Self.spoil(reply, $0, moment) } ?? reply
    }

    /// About a third of a bulk call's entries fail inside eBay, each with an error of its own.
    private func answerInParts(_ call: EbayCall, _ moment: Moment) throws(EbayError) -> EbayOutcome {
        let entries = call.body["requests"]?.list ?? []
        let fates = entries.map { _ in self.state.faults.dice.chance(1.0 / 3) }
        let kept = zip(entries, fates).filter { !$0.1 }.map(\.0)
        var answers: [Json] = []
        if !kept.isEmpty {
            let part = call.with(body: call.body.with("requests", .array(kept)))
            answers = try self.state.answer(part, at: moment).json?["responses"]?.list ?? []
        }
        let failed = zip(entries, fates).filter(\.1).map { entry, _ -> Json in
            let names = EbayState.names("sku", "offerId", "listingId")(entry)
            return .object(
                [.init(name: "statusCode", value: 500)] + names
                    + [.init(name: "errors", value: [EbayError.crashed.entry])])
        }
        guard !failed.isEmpty else { return EbayOutcome(["responses": .array(answers)]) }
        return EbayOutcome(["responses": .array(answers + failed)], status: 207)
    }

    private static func faults(for call: EbayCall) -> Set<FaultKind> {
        var kinds = FaultKind.ofCalls
        let id = call.operation.id
        if !id.hasPrefix("bulk") || call.operation.isRead { kinds.remove(.partialBatch) }
        if call.operation.isRead { kinds.subtract([.lateWrite, .silentRejection]) }
        // A silent rejection says that things are as they were asked to be: only of what has an id already.
        if !["bulkUpdatePriceQuantity", "createOrReplaceInventoryItem", "updateOffer"].contains(id) {
            kinds.remove(.silentRejection)
        }
        if !["getInventoryItem", "getInventoryItems", "bulkGetInventoryItem", "getOffer", "getOffers"].contains(id) {
            kinds.remove(.staleRead)
        }
        return kinds
    }

    static func reply(_ outcome: EbayOutcome, _ moment: Moment) -> TwinReply {
        TwinReply(
            status: outcome.status, headers: Self.headers(moment) + outcome.headers,
            body: outcome.json.map { $0.bytes() } ?? [])
    }

    static func reply(_ error: EbayError, _ moment: Moment) -> TwinReply {
        TwinReply(status: error.status, headers: Self.headers(moment), body: error.json.bytes())
    }

    static func headers(
        _ moment: Moment, type: String = "application/json"
    ) -> [(name: String, value: String)] {
        [("Date", TwinDate.header(moment.shop)), ("Content-Type", type)]
    }
}
