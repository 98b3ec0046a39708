import Foundation

extension AmazonShop {
    /// Answers one call that the front let through, with whatever fault strikes it.
    func answer(
        _ operation: AmazonOperation, _ values: [String: String], _ request: TwinRequest, at front: Front
    ) -> TwinReply {
        let moment = self.now
        self.front = front
        self.isChanged = true
        self.catchUp(moment)
        var fault: FaultRule?
        do throws(AmazonError) {
            if moment.wall < self.upkeep.refusedUntil { throw .tokenExpired }
            if let seller = values["sellerId"], seller != self.sellerID { throw .notYours }
            var call = try AmazonCall(operation, values, request)
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

    /// A document is put where a signed address leads, or fetched; `nil` where the address is none of this seller's.
    func transfer(_ key: String, _ request: TwinRequest) -> TwinReply? {
        let moment = self.now
        self.catchUp(moment)
        guard self.state.feeds.links[key] != nil else { return nil }
        self.isChanged = true
        guard let bytes = self.state.transfer(key, request, moment) else {
            return TwinReply(status: 403, headers: Self.pageHeaders(moment), body: Array("<Error/>".utf8))
        }
        return TwinReply(status: 200, headers: Self.pageHeaders(moment), body: Array(bytes))
    }

    /// Counts a call that the front refused on this seller's behalf.
    func refused(_ operation: AmazonOperation, _ error: AmazonError) {
        self.state.book.count(call: operation.kind, status: error.status, fault: nil)
        self.isChanged = true
    }

    /// Applies a write whose caller was told that it had failed.
    func replay(_ request: TwinRequest, at moment: Moment) {
        guard let (operation, values) = AmazonOperation.find(request.method, request.path.dropFirst()),
            let call = try? AmazonCall(operation, values, request)
        else { return }
        _ = try? self.perform(call, at: moment)
    }

    private func carryOut(
        _ call: inout AmazonCall, _ request: TwinRequest, _ fault: FaultRule?, _ moment: Moment
    ) throws(AmazonError) -> TwinReply {
        if let fault, let reply = try self.refuse(request, fault, moment) { return reply }
        if fault?.kind == .staleRead, let span = fault?.span {
            call.asOf = moment.wall.addingTimeInterval(-self.state.faults.dice.real(0...max(0, span)))
        }
        let reply = try self.perform(call, at: moment, drops: fault?.kind == .silentRejection)
        return fault.map { Self.spoil(reply, $0, moment) } ?? reply
    }

    /// Does what a call asks for.
    ///
    /// - Parameter drops: Whether a change is taken and never applied.
    private func perform(_ call: AmazonCall, at moment: Moment, drops: Bool = false) throws(AmazonError) -> TwinReply {
        switch call.operation.id {
        case "getMarketplaceParticipations": return Self.reply(self.state.participations(), moment)
        case "searchListingsItems": return Self.reply(try self.state.search(call), moment)
        case "getListingsItem": return Self.reply(try self.state.item(call), moment)
        case "putListingsItem", "patchListingsItem", "deleteListingsItem":
            return Self.reply(try self.state.submit(call, at: moment, drops: drops), moment)
        case "searchOrders": return Self.reply(try self.state.searchOrders(call, at: moment), moment)
        case "getOrder": return Self.reply(try self.state.order(call, at: moment), moment)
        case "confirmShipment":
            try self.state.confirmShipment(call, at: moment, drops: drops)
            return TwinReply(status: 204, headers: Self.headers(moment))
        case "searchDefinitionsProductTypes": return Self.reply(try self.state.productTypes(call), moment)
        case "getDefinitionsProductType":
            return Self.reply(
                try self.state.definition(call, address: self.front.address, at: moment), moment)
        case "createFeedDocument":
            return Self.reply(
                try self.state.newDocument(call, address: self.front.address, at: moment), moment, status: 201)
        case "getFeedDocument":
            return Self.reply(try self.state.document(call, address: self.front.address, at: moment), moment)
        case "createFeed":
            let window = AmazonFeedDesk.window / max(1, self.front.planFactor)
            return Self.reply(
                try self.state.newFeed(call, at: moment, drops: drops, window: window), moment, status: 202)
        case "getFeed": return Self.reply(try self.state.feed(call, at: moment), moment)
        case "cancelFeed":
            try self.state.cancelFeed(call, at: moment)
            return TwinReply(status: 200, headers: Self.headers(moment))
        case "getInventorySummaries": return Self.reply(try self.state.summaries(call, at: moment), moment)
        case "listTransactions": return Self.reply(try self.state.transactions(call, at: moment), moment)
        case "getListingOffersBatch": return Self.reply(try self.state.listingOffers(call), moment)
        case "createReport":
            return Self.reply(try self.state.newReport(call, at: moment, drops: drops), moment, status: 202)
        case "getReport": return Self.reply(try self.state.report(call, at: moment), moment)
        case "getReportDocument":
            return Self.reply(
                try self.state.reportDocument(call, address: self.front.address, at: moment), moment)
        case "searchCatalogItems": return Self.reply(try self.state.searchCatalogue(call), moment)
        case "getCatalogItem": return Self.reply(try self.state.product(call), moment)
        case "getListingsRestrictions": return Self.reply(try self.state.restrictions(call), moment)
        case "getSubscription": return Self.reply(try self.state.subscription(call), moment)
        case "createSubscription":
            return Self.reply(try self.state.subscribe(call, self.front.destinations), moment)
        default: throw .noRoute
        }
    }

    private static func faults(for call: AmazonCall) -> Set<FaultKind> {
        var kinds = FaultKind.ofCalls
        // No write of one SKU takes more than one thing.
        kinds.remove(.partialBatch)
        if call.operation.isRead || call.operation.kind == "pricing.offers" {
            kinds.subtract([.lateWrite, .silentRejection])
        }
        if !call.operation.kind.hasPrefix("listings") || !call.operation.isRead { kinds.remove(.staleRead) }
        return kinds
    }

    static func reply(_ json: Json, _ moment: Moment, status: Int = 200) -> TwinReply {
        TwinReply(status: status, headers: Self.headers(moment), body: json.bytes())
    }

    static func reply(_ error: AmazonError, _ moment: Moment) -> TwinReply {
        TwinReply(status: error.status, headers: Self.headers(moment), body: error.json.bytes())
    }

    static func headers(_ moment: Moment) -> [(name: String, value: String)] {
        [("Date", TwinDate.header(moment.shop)), ("Content-Type", "application/json")]
    }
}
