import Foundation

extension EbayState {
    func order(_ id: String, _ moment: Moment, status: Int = 404) throws(EbayError) -> EbayOrder {
        guard let number = Self.number(ofOrder: id), let order = self.orders[number], order.visibleAt <= moment.wall
        else { throw .fulfillment(32100, "Invalid order ID: \(id)", status: status) }
        return order
    }

    func listOrders(_ call: EbayCall, _ moment: Moment) throws(EbayError) -> EbayOutcome {
        if let asked = call["orderIds"] {
            let ids = asked.split(separator: ",").map(String.init)
            guard ids.count <= 50 else {
                throw .fulfillment(30900, "Exceeded maximum number of order IDs (the current limit is 50)")
            }
            let found = ids.compactMap { try? self.order($0, moment) }
            return EbayOutcome(self.page(found, of: found.count, limit: 50, offset: 0, call))
        }
        func whole(_ name: String, _ usual: Int, _ range: ClosedRange<Int>, _ error: Int) throws(EbayError) -> Int {
            guard let text = call[name] else { return usual }
            guard let number = Int(text), range.contains(number) else {
                throw .fulfillment(error, "Invalid \(name): \(text)")
            }
            return number
        }
        let limit = try whole("limit", 50, 1...200, 31100)
        let offset = try whole("offset", 0, 0...10_000_000, 31000)
        let filter = try EbayOrderFilter(call["filter"] ?? "", now: moment.shop)
        // Newest first: with offset paging, what comes meanwhile moves the rest on.
        let found = self.orders.values.filter { $0.visibleAt <= moment.wall && filter.takes($0) }
            .sorted { ($0.created, $0.id) > ($1.created, $1.id) }
        let page = Array(found.dropFirst(offset).prefix(limit))
        return EbayOutcome(self.page(page, of: found.count, limit: limit, offset: offset, call))
    }

    private func page(_ orders: [EbayOrder], of total: Int, limit: Int, offset: Int, _ call: EbayCall) -> Json {
        func link(_ offset: Int) -> Json {
            let kept = call.query.filter { $0.name != "limit" && $0.name != "offset" }
            let pairs =
                kept + [
                    TwinRequest.Pair(name: "limit", value: String(limit)),
                    TwinRequest.Pair(name: "offset", value: String(offset)),
                ]
            return .string(
                "\(call.address)/sell/fulfillment/v1/order?" + pairs.map(\.encoded).joined(separator: "&"))
        }
        var json: Json = [
            "href": link(offset), "total": .integer(total), "limit": .integer(limit), "offset": .integer(offset),
        ]
        if offset + orders.count < total { json = json.adding("next", link(offset + limit)) }
        if offset > 0 { json = json.adding("prev", link(max(0, offset - limit))) }
        return json.adding("orders", .array(orders.map { self.json($0, call, isAlone: false) }))
    }
}

/// Which orders a search asks for.
struct EbayOrderFilter: Sendable {
    private var created: ClosedRange<Date>?
    private var modified: ClosedRange<Date>?
    private var states: Set<String>?

    /// - Throws: Where a filter is not as the contract has it.
    init(_ text: String, now: Date) throws(EbayError) {
        var rest = text[...]
        while !rest.isEmpty {
            guard let match = rest.prefixMatch(of: /([a-z]+):(?:\[([^\]]*)\]|\{([^}]*)\}),?/) else {
                throw .fulfillment(30800, "Invalid filter value \(text) for filter")
            }
            let (name, range, choices) = (String(match.1), match.2.map(String.init), match.3.map(String.init))
            rest = rest[match.range.upperBound...]
            switch (name, range, choices) {
            case ("creationdate", let range?, _): self.created = try Self.range(range, now)
            case ("lastmodifieddate", let range?, _): self.modified = try Self.range(range, now)
            case ("orderfulfillmentstatus", _, let choices?):
                let states = Set(choices.split(separator: "|").map(String.init))
                guard states.isSubset(of: ["NOT_STARTED", "IN_PROGRESS", "FULFILLED"]) else {
                    throw .fulfillment(30800, "Invalid filter value \(choices) for filter \(name)")
                }
                self.states = states
            case ("creationdate", _, _), ("lastmodifieddate", _, _), ("orderfulfillmentstatus", _, _):
                throw .fulfillment(30800, "Invalid filter value for filter \(name)")
            default: throw .fulfillment(30700, "Invalid filter name: \(name)")
            }
        }
        // With no date the last 90 days are shown; where both are given, only the creation date counts (contract).
        if self.created == nil, self.modified == nil { self.created = now.addingTimeInterval(-90 * 86_400)...now }
        if self.created != nil { self.modified = nil }
    }

    private static func range(_ text: String, _ now: Date) throws(EbayError) -> ClosedRange<Date> {
        let parts = text.components(separatedBy: "..")
        guard let first = parts.first, !first.isEmpty else { throw .fulfillment(30820, "Start date is missing") }
        guard parts.count == 2, let start = EbayDate.date(first) else {
            throw .fulfillment(30810, "Invalid date format")
        }
        var end = now
        if !parts[1].isEmpty {
            guard let date = EbayDate.date(parts[1]) else { throw .fulfillment(30810, "Invalid date format") }
            end = date
            guard end <= now else { throw .fulfillment(30850, "Start and end dates can't be in the future") }
        }
        guard start <= now else { throw .fulfillment(30850, "Start and end dates can't be in the future") }
        guard start <= end else { throw .fulfillment(30840, "Start date should be before end date") }
        guard end.timeIntervalSince(start) <= 2 * 366 * 86_400 else {
            throw .fulfillment(30830, "Time range between start date and end date must be within '2' years.")
        }
        return start...end
    }

    func takes(_ order: EbayOrder) -> Bool {
        (self.created?.contains(order.created) ?? true) && (self.modified?.contains(order.updated) ?? true)
            && (self.states?.contains(order.fulfillment) ?? true)
    }
}
