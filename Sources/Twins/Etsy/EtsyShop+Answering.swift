import Foundation

extension EtsyShop {
    /// Answers one call that the app's front let through, with whatever fault strikes it.
    ///
    /// - Parameter elsewhere: Listings of other shops, for `getListingsByListingIds`.
    func answer(
        _ operation: EtsyOperation, _ numbers: [String: Int], _ request: TwinRequest, isOwner: Bool,
        elsewhere: [Json] = []
    ) -> TwinReply {
        let moment = self.now
        self.isChanged = true
        var fault: FaultRule?
        do throws(EtsyError) {
            if isOwner, moment.wall < self.upkeep.refusedUntil { throw .tokenExpired }
            if operation.scope != nil, let shop = numbers["shop_id"], shop != self.shopID || !isOwner {
                throw .notOwner
            }
            if operation.scope != nil, !isOwner { throw .notOwner }
            var call = try EtsyCall(operation, numbers, request, isOwner: isOwner)
            call.elsewhere = elsewhere
            fault = self.state.faults.strikes(
                call: operation.kind, among: Self.faults(for: call), wall: moment.wall)
            let reply = try self.carryOut(&call, request, fault, moment)
            self.state.book.count(
                call: operation.kind, status: reply.ending == .drop ? 0 : reply.status, fault: fault?.kind)
            return reply
        } catch {
            self.state.book.count(call: operation.kind, status: error.status, fault: fault?.kind)
            return Self.reply(error, moment)
        }
    }

    /// Counts a call that the front refused on this shop's behalf.
    func refused(_ operation: EtsyOperation, _ error: EtsyError) -> TwinReply {
        self.state.book.count(call: operation.kind, status: error.status, fault: nil)
        self.isChanged = true
        return Self.reply(error, self.now)
    }

    /// Listings by id as anyone sees them, for a call that another shop answers.
    func shown(_ ids: [Int], _ call: EtsyCall) -> [Json] {
        let rendering = self.state.rendering(call)
        return ids.compactMap { self.state.listings[$0] }.filter { $0.state == .active }.map(rendering.listing)
    }

    /// Applies a write whose caller was told that it had failed.
    func replay(_ request: TwinRequest, at moment: Moment) {
        guard let (operation, numbers) = EtsyOperation.find(request.method, request.path.dropFirst(3)),
            let call = try? EtsyCall(operation, numbers, request, isOwner: true)
        else { return }
        _ = try? self.state.answer(call, at: moment)
    }

    private func carryOut(
        _ call: inout EtsyCall, _ request: TwinRequest, _ fault: FaultRule?, _ moment: Moment
    ) throws(EtsyError) -> TwinReply {
        if let fault, let reply = try self.refuse(call, request, fault, moment) { return reply }
        if fault?.kind == .staleRead, let span = fault?.span {
            call.asOf = moment.wall.addingTimeInterval(-self.state.faults.dice.real(0...max(0, span)))
        }
        let reply = Self.reply(try self.state.answer(call, at: moment), moment)
        return fault.map { Self.spoil(reply, $0, moment) } ?? reply
    }

    private static func faults(for call: EtsyCall) -> Set<FaultKind> {
        var kinds = FaultKind.ofCalls
        kinds.remove(.partialBatch)  // no write takes more than one thing
        if call.isRead { kinds.subtract([.lateWrite, .silentRejection]) }
        if call.operation.kind.hasPrefix("listings") || call.operation.kind.hasPrefix("inventory"), call.isRead {
            return call.operation.scope == nil ? kinds.subtracting([.keyRefused]) : kinds
        }
        kinds.remove(.staleRead)
        return call.operation.scope == nil ? kinds.subtracting([.keyRefused]) : kinds
    }

    static func reply(_ outcome: EtsyOutcome, _ moment: Moment) -> TwinReply {
        TwinReply(
            status: outcome.status, headers: Self.headers(moment), body: outcome.json.map { $0.bytes() } ?? [])
    }

    static func reply(_ error: EtsyError, _ moment: Moment) -> TwinReply {
        TwinReply(status: error.status, headers: Self.headers(moment), body: error.json.bytes())
    }

    static func headers(_ moment: Moment, type: String = "application/json") -> [(name: String, value: String)] {
        [("Date", TwinDate.header(moment.shop)), ("Server", "Apache"), ("Content-Type", type)]
    }
}
