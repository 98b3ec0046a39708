import Foundation

extension ShopifyShop {
    /// Answers one HTTP call below `/shopify/NAME`.
    func answer(_ request: TwinRequest) -> TwinReply {
        self.isChanged = true
        let path = Array(request.path.dropFirst(2))
        if path == ["uploads"] { return self.take(request) }
        if path.count == 2, path[0] == "bulk" { return self.file(path[1], request) }
        guard path.first == "admin" else { return Self.page(404, "Not found", "There is nothing here.", self.now) }
        switch Array(path.dropFirst()) {
        case ["oauth", "authorize"]: return self.authorize(request)
        case ["oauth", "access_token"]: return self.accessToken(request)
        case ["apps", self.app.clientID]: return self.openApp()
        case let rest where rest.count == 3 && rest[0] == "api" && rest[2] == "graphql.json":
            return self.graph(request, version: rest[1])
        default: return Self.reply(404, ["errors": "Not Found"], self.now)
        }
    }

    private func graph(_ request: TwinRequest, version: String) -> TwinReply {
        let moment = self.now
        guard request.method == "POST" else { return Self.reply(405, ["errors": "Method Not Allowed"], moment) }
        guard moment.wall >= self.upkeep.refusedUntil, let grant = self.grant(request, moment) else {
            self.state.book.count(call: "graphql", status: 401, fault: nil)
            return Self.tokenRefused(moment)
        }
        if let closed {
            self.state.book.count(call: "graphql", status: closed, fault: nil)
            return Self.reply(closed, ["errors": closed == 402 ? "Unavailable Shop" : "Locked"], moment)
        }
        let call: ShopifyCall
        do throws(GraphQLError) {
            call = try ShopifyCall(request)
        } catch {
            self.state.book.count(call: "graphql", status: 200, fault: nil)
            return Self.reply(200, ["errors": .array([error.json])], moment)
        }
        let fault = self.state.faults.strikes(
            call: call.kind, among: Self.faults(for: call), wall: moment.wall)
        let reply = self.carryOut(call, request, grant, version, fault, moment)
        self.state.book.count(
            call: call.kind, status: Self.isThrottled(reply) ? 429 : reply.ending == .drop ? 0 : reply.status,
            fault: fault?.kind)
        return reply
    }

    /// A part of a file, or all of it (RFC 9110, 14).
    private func file(_ name: String, _ request: TwinRequest) -> TwinReply {
        guard let bytes = Int(name.prefix { $0 != "." }).flatMap({ self.files[$0] }),
            request.headers["x-shopify-access-token"] == nil
        else { return Self.page(403, "Forbidden", "There is no such file.", self.now) }
        var headers = Self.headers(self.now, type: "application/jsonl")
        let range = request.headers["range"]?.firstMatch(of: /^bytes=(\d+)-(\d+)$/)
        guard !self.ignoresRanges, let range, let from = Int(range.1), let to = Int(range.2) else {
            return TwinReply(status: 200, headers: headers, body: bytes)
        }
        guard from < bytes.count else {
            headers.append(("Content-Range", "bytes */\(bytes.count)"))
            return TwinReply(status: 416, headers: headers)
        }
        let part = bytes[from...min(to, bytes.count - 1)]
        headers.append(("Content-Range", "bytes \(from)-\(part.endIndex - 1)/\(bytes.count)"))
        return TwinReply(status: 206, headers: headers, body: Array(part))
    }

    /// A file comes to its place: a form with the parameters that were named for it, the file last.
    private func take(_ request: TwinRequest) -> TwinReply {
        let parts = request.parts ?? []
        let key = parts.first { $0.name == "key" }.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
        guard request.method == "POST", self.state.uploads?[key] != nil, let file = parts.last, file.isFile,
            file.name == "file", request.headers["x-shopify-access-token"] == nil
        else { return Self.page(403, "Forbidden", "The policy does not allow this.", self.now) }
        self.state.uploads?[key] = file.bytes
        return TwinReply(status: 201, headers: Self.headers(self.now, type: "application/xml"))
    }

    private func grant(_ request: TwinRequest, _ moment: Moment) -> ShopifyGrant? {
        guard let token = request.headers["x-shopify-access-token"], let grant = self.state.tokens[token],
            !grant.isRevoked, grant.expires.map({ moment.shop < $0 }) ?? true
        else { return nil }
        return grant
    }

    private func carryOut(
        _ call: ShopifyCall, _ request: TwinRequest, _ grant: ShopifyGrant, _ version: String, _ fault: FaultRule?,
        _ moment: Moment
    ) -> TwinReply {
        if let fault, let reply = self.refuse(call, request, fault, moment) { return reply }
        let asked = GraphQLCost(call.run).asked
        guard asked <= GraphQLCost.most else {
            return Self.reply(
                200,
                [
                    "errors": .array([
                        GraphQLError(
                            "Query cost is \(asked), which exceeds the single query max cost limit (\(GraphQLCost.most)).",
                            code: "MAX_COST_EXCEEDED"
                        ).json
                    ])
                ], moment)
        }
        guard self.state.bucket.take(asked, at: moment.wall) else {
            return Self.reply(200, self.throttled(asked, available: self.available(moment)), moment)
        }
        self.state.runJobs(moment)
        let graph = ShopifyGraph(self.state, moment, grant)
        graph.version = version
        graph.address = self.address
        graph.files = self.files
        graph.failsPartly = fault?.kind == .partialBatch
        if fault?.kind == .staleRead, let span = fault?.span {
            graph.asOf = moment.wall.addingTimeInterval(-graph.state.faults.dice.real(0...max(0, span)))
        }
        var run = call.run
        var body: Json
        var used = asked
        do throws(GraphQLError) {
            let data = try run.answer(run.operation.kind == .mutation ? graph.mutation : graph.query)
            used = min(asked, max(1, run.cost))
            body = ["data": data]
        } catch {
            body = ["data": .null, "errors": .array([error.json])]
        }
        self.state = graph.state
        self.files = graph.files
        self.state.bucket.giveBack(asked - used, at: moment.wall)
        body = Self.adding("extensions", ["cost": self.cost(asked, used, available: self.available(moment))], to: body)
        var reply = Self.reply(200, body, moment)
        reply.headers.append(("X-Shopify-API-Version", version))
        return fault.map { Self.spoil(reply, $0, moment) } ?? reply
    }

    /// Applies a write whose caller was told that it had failed.
    func replay(_ request: TwinRequest, at moment: Moment) {
        guard let call = try? ShopifyCall(request), let grant = self.grant(request, moment) else { return }
        let graph = ShopifyGraph(self.state, moment, grant)
        graph.address = self.address
        var run = call.run
        _ = try? run.answer(graph.mutation)
        self.state = graph.state
    }

    // MARK: Costs

    private func available(_ moment: Moment) -> Int { Int(self.state.bucket.available(at: moment.wall)) }

    private func cost(_ asked: Int, _ used: Int?, available: Int) -> Json {
        [
            "requestedQueryCost": .integer(asked), "actualQueryCost": used.map { .integer($0) } ?? .null,
            "throttleStatus": [
                "maximumAvailable": .number(self.state.bucket.maximum), "currentlyAvailable": .integer(available),
                "restoreRate": .number(self.state.bucket.rate),
            ],
        ]
    }

    func throttled(_ asked: Int, available: Int) -> Json {
        [
            "errors": [["message": "Throttled", "extensions": ["code": "THROTTLED"]]],
            "extensions": ["cost": self.cost(asked, nil, available: available)],
        ]
    }

    private static func isThrottled(_ reply: TwinReply) -> Bool {
        reply.status == 200 && reply.body.count < 600
            && reply.body.starts(with: Array("{\"errors\":[{\"message\":\"Throttled\"".utf8))
    }

    // MARK: Replies

    static func adding(_ name: String, _ value: Json, to json: Json) -> Json {
        guard case .object(let members) = json else { return json }
        return .object(members + [Json.Member(name: name, value: value)])
    }

    static func reply(_ status: Int, _ json: Json, _ moment: Moment) -> TwinReply {
        TwinReply(status: status, headers: Self.headers(moment), body: json.bytes())
    }

    static func headers(
        _ moment: Moment, type: String = "application/json; charset=utf-8"
    ) -> [(name: String, value: String)] {
        [("Date", TwinDate.header(moment.shop)), ("Server", "cloudflare"), ("Content-Type", type)]
    }

    static func tokenRefused(_ moment: Moment) -> TwinReply {
        Self.reply(
            401, ["errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"], moment)
    }

    private static func faults(for call: ShopifyCall) -> Set<FaultKind> {
        var kinds = FaultKind.ofCalls
        // Its answers to writes hold no numbers: there are no old ones to show.
        kinds.remove(.silentRejection)
        if call.isRead { kinds.remove(.lateWrite) }
        if !call.readsGoods { kinds.remove(.staleRead) }
        if call.kind != "inventorySetQuantities" { kinds.remove(.partialBatch) }
        return kinds
    }
}

/// One GraphQL request, read and checked against the schema.
struct ShopifyCall {
    let run: GraphQLRun
    /// The first field of its root: `inventorySetQuantities`, `orders`.
    let kind: String

    init(_ request: TwinRequest) throws(GraphQLError) {
        guard let body = Json(request.body), let text = body["query"]?.text else {
            throw GraphQLError("Required parameter missing or invalid", code: "BAD_REQUEST")
        }
        let schema = try ShopifySchema.schema.get()
        let variables: Json
        // Some clients send the variables as a text.
        if let written = body["variables"]?.text {
            variables = Json(Array(written.utf8)) ?? .null
        } else {
            variables = body["variables"] ?? .null
        }
        self.run = try GraphQLRun(
            schema, try GraphQLDocument(text), operationName: body["operationName"]?.text, variables: variables)
        guard self.run.operation.kind != .subscription else {
            throw GraphQLError("Schema is not configured for subscriptions", code: "missingSubscriptions")
        }
        var kind = "graphql"
        if case .field(let field)? = self.run.operation.selection.first { kind = field.name }
        self.kind = kind
    }

    var isRead: Bool { self.run.operation.kind != .mutation }
    var readsGoods: Bool {
        self.isRead && ["productVariants", "products", "nodes", "node", "productVariant"].contains(self.kind)
    }
}
