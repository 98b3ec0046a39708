import Foundation

extension WooShop {
    /// Answers one HTTP call, with whatever fault strikes it.
    func answer(_ request: TwinRequest) -> TwinReply {
        let moment = self.now
        self.isChanged = true
        guard let route = WooRoute(Array(request.path.dropFirst())) else { return self.unknown(request, moment) }
        let kind = route.kind(request.method)
        let fault: FaultRule?
        do throws(WooError) {
            if route.needsKey { _ = try self.gate.key(for: request, among: self.state.keys, at: moment.shop) }
            if route.needsKey, moment.wall < self.upkeep.refusedUntil { throw Self.keyRefused }
            var call = try self.call(route, request)
            fault = self.state.faults.strikes(call: kind, among: Self.faults(for: call), wall: moment.wall)
            let reply = try self.carryOut(&call, request, fault, moment)
            self.state.book.count(call: kind, status: reply.ending == .drop ? 0 : reply.status, fault: fault?.kind)
            return reply
        } catch {
            self.state.book.count(call: kind, status: error.status, fault: nil)
            return Self.envelope(error, moment)
        }
    }

    /// Applies a write whose caller was told that it had failed.
    func replay(_ request: TwinRequest, at moment: Moment) {
        guard let route = WooRoute(Array(request.path.dropFirst())), let call = try? self.call(route, request) else {
            return
        }
        _ = try? self.state.answer(call, at: moment)
    }

    private func carryOut(
        _ call: inout WooCall, _ request: TwinRequest, _ fault: FaultRule?, _ moment: Moment
    ) throws(WooError) -> TwinReply {
        if let fault, let reply = try self.refuse(call, request, fault, moment) { return reply }
        if fault?.kind == .staleRead, let span = fault?.span {
            call.asOf = moment.wall.addingTimeInterval(-self.state.faults.dice.real(0...max(0, span)))
        }
        call.failingRows = fault?.kind == .partialBatch
        let outcome: WooOutcome
        do throws(WooError) {
            outcome = try self.state.answer(call, at: moment)
        } catch {
            return Self.envelope(error, moment)
        }
        let reply = self.reply(outcome, call, moment)
        return fault.map { Self.spoil(reply, $0, moment) } ?? reply
    }

    private func call(_ route: WooRoute, _ request: TwinRequest) throws(WooError) -> WooCall {
        let host = request.headers["host"] ?? ""
        let address = host.isEmpty ? self.address : "http://\(host)/\(self.name)"
        var call = WooCall(
            route: route, method: request.method, query: WooQuery(pairs: request.query), address: address)
        if !call.isRead, !request.body.isEmpty {
            guard let body = Json(request.body), case .object = body else { throw .badJson }
            call.body = body
        } else if !call.isRead, call.method != "DELETE" {
            call.body = [:]
        }
        return call
    }

    private static func faults(for call: WooCall) -> Set<FaultKind> {
        var kinds = FaultKind.ofCalls
        if call.isRead { kinds.subtract([.lateWrite, .silentRejection]) }
        if !call.isRead || !call.route.readsProducts { kinds.remove(.staleRead) }
        if !call.route.isBatch { kinds.remove(.partialBatch) }
        if !call.route.needsKey { kinds.remove(.keyRefused) }
        return kinds
    }

    private func reply(_ outcome: WooOutcome, _ call: WooCall, _ moment: Moment) -> TwinReply {
        var json = outcome.json
        if let fields = call.query.fields {
            json = json.list.map { .array($0.map { $0.keeping(fields) }) } ?? json.keeping(fields)
        }
        var reply = TwinReply(status: outcome.status, headers: Self.headers(moment), body: json.bytes())
        if let total = outcome.total, let pages = outcome.pages, let page = outcome.page {
            reply.headers.append(("X-WP-Total", String(total)))
            reply.headers.append(("X-WP-TotalPages", String(pages)))
            if let link = self.link(call, page: page, of: pages) { reply.headers.append(("Link", link)) }
        }
        return reply
    }

    private func link(_ call: WooCall, page: Int, of pages: Int) -> String? {
        let path: String
        switch call.route {
        case .products: path = "products"
        case .variations(let id): path = "products/\(id)/variations"
        case .orders: path = "orders"
        case .refunds(let id): path = "orders/\(id)/refunds"
        case .hooks: path = "webhooks"
        default: return nil
        }
        let kept = call.query.pairs.filter {
            $0.name != "page" && !$0.name.hasPrefix("oauth_") && !$0.name.hasPrefix("consumer_")
        }
        .map(\.encoded)
        func to(_ page: Int, _ name: String) -> String {
            let query = (kept + ["page=\(page)"]).joined(separator: "&")
            return "<\(call.address)/wp-json/wc/v3/\(path)?\(query)>; rel=\"\(name)\""
        }
        let links =
            (page > 1 ? [to(min(page - 1, max(1, pages)), "prev")] : []) + (page < pages ? [to(page + 1, "next")] : [])
        return links.isEmpty ? nil : links.joined(separator: ", ")
    }

    static func envelope(_ error: WooError, _ moment: Moment) -> TwinReply {
        TwinReply(status: error.status, headers: Self.headers(moment), body: error.json.bytes())
    }

    static func headers(
        _ moment: Moment, type: String = "application/json; charset=UTF-8"
    ) -> [(name: String, value: String)] {
        [
            ("Date", TwinDate.header(moment.shop)), ("Server", "Apache/2.4.62 (Debian)"), ("Content-Type", type),
            ("X-Robots-Tag", "noindex"), ("X-Content-Type-Options", "nosniff"),
        ]
    }

    private func unknown(_ request: TwinRequest, _ moment: Moment) -> TwinReply {
        self.state.book.count(call: "unknown", status: 404, fault: nil)
        if request.path.dropFirst().first == "wp-json" { return Self.envelope(.noRoute, moment) }
        return TwinReply(
            status: 404, headers: Self.pageHeaders(moment),
            body: Array(Self.notFound.utf8))
    }

    static let keyRefused = WooError(401, "woocommerce_rest_authentication_error", "Consumer key is invalid.")
    private static let notFound = "<!DOCTYPE html><html><head><title>Page not found</title></head><body></body></html>"
}
