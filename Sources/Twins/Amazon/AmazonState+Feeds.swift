import Foundation

/// Listings feeds: a document is put somewhere, named, worked through later, and a report lies ready.
extension AmazonState {
    /// Missing in files of earlier versions.
    var feeds: AmazonFeedDesk {
        get { self.feedDesk ?? AmazonFeedDesk() }
        set { self.feedDesk = newValue }
    }

    mutating func link(to document: String, mayWrite: Bool, _ moment: Moment) -> String {
        let key = (0..<40).map { _ in self.dice.pick(Array("0123456789abcdef")) }
        self.feeds.links = self.feeds.links.filter { $0.value.until > moment.wall }
        self.feeds.links[String(key)] = AmazonFeedDesk.Link(
            document: document, mayWrite: mayWrite, until: moment.wall.addingTimeInterval(AmazonFeedDesk.linkSeconds))
        return String(key)
    }

    mutating func newDocument(
        _ call: AmazonCall, address: String, at moment: Moment
    ) throws(AmazonError) -> Json {
        guard let type = call.body?["contentType"]?.text, !type.isEmpty else {
            throw .invalid("'contentType' is required.")
        }
        let id = "amzn1.tortuga.4.\(self.newNumber())"
        let key = self.link(to: id, mayWrite: true, moment)
        return ["feedDocumentId": .string(id), "url": .string("\(address)/documents/\(key)")]
    }

    mutating func document(_ call: AmazonCall, address: String, at moment: Moment) throws(AmazonError) -> Json {
        let id = call.values["feedDocumentId"] ?? ""
        guard self.feeds.documents[id] != nil else { throw .noRoute }
        let key = self.link(to: id, mayWrite: false, moment)
        return ["feedDocumentId": .string(id), "url": .string("\(address)/documents/\(key)")]
    }

    /// Puts a document where a link leads, or fetches it; `nil` where the link is none, no longer good, or for the other.
    mutating func transfer(_ key: String, _ request: TwinRequest, _ moment: Moment) -> Data? {
        guard let link = self.feeds.links[key], link.until > moment.wall else { return nil }
        switch request.method {
        case "PUT" where link.mayWrite:
            self.feeds.documents[link.document] = Data(request.body)
            return Data()
        case "GET" where !link.mayWrite: return self.feeds.documents[link.document]
        default: return nil
        }
    }

    /// - Parameters:
    ///   - drops: Whether it is taken and never worked through.
    ///   - window: Seconds of the shop's clock in which five may be handed in.
    mutating func newFeed(
        _ call: AmazonCall, at moment: Moment, drops: Bool, window: Double
    ) throws(AmazonError) -> Json {
        guard let document = call.body?["inputFeedDocumentId"]?.text, let type = call.body?["feedType"]?.text,
            let stores = call.body?["marketplaceIds"]?.list?.compactMap(\.text), !stores.isEmpty
        else { throw .invalid("'feedType', 'marketplaceIds' and 'inputFeedDocumentId' are required.") }
        guard stores.count <= 25, stores.allSatisfy({ id in self.stores.contains { $0.id == id } }) else {
            throw .invalid("The seller does not sell at one of these marketplaces.")
        }
        guard self.feeds.documents[document] != nil else { throw .invalid("The feed document has no contents.") }
        self.feeds.handedIn.removeAll { moment.shop.timeIntervalSince($0) >= window }
        guard self.feeds.handedIn.count < AmazonFeedDesk.most else { throw .quotaExceeded }
        self.feeds.handedIn.append(moment.shop)
        let id = String(self.newNumber())
        let isKnown = type == AmazonFeedDesk.type
        let fate = isKnown ? self.feeds.fate : .fatal
        self.feeds.feeds[id] = AmazonFeedDesk.Feed(id: id, document: document, created: moment.shop, fate: fate)
        guard fate != .neverEnds, fate != .neverBegins, !drops else { return ["feedId": .string(id)] }
        let due = max(moment.wall, self.feeds.lastEnd).addingTimeInterval(self.feeds.seconds)
        self.feeds.lastEnd = due
        self.later.append(Planned(due: due, deed: .apply(AmazonChange(sku: "", deed: .feed(id)))))
        return ["feedId": .string(id)]
    }

    func feed(_ call: AmazonCall, at moment: Moment) throws(AmazonError) -> Json {
        guard let feed = self.feeds.feeds[call.values["feedId"] ?? ""] else { throw .noRoute }
        let isBegun = self.isBegun(feed, at: moment)
        let isQueued = feed.status == "IN_QUEUE"
        var json: Json = [
            "feedId": .string(feed.id), "feedType": .string(AmazonFeedDesk.type),
            "marketplaceIds": [.string(self.home.id)], "createdTime": AmazonRendering.date(feed.created),
            "processingStatus": .string(isQueued && isBegun ? "IN_PROGRESS" : feed.status),
        ]
        if let started = feed.started { json = json.with("processingStartTime", AmazonRendering.date(started)) }
        if let ended = feed.ended { json = json.with("processingEndTime", AmazonRendering.date(ended)) }
        if let report = feed.report { json = json.with("resultFeedDocumentId", .string(report)) }
        return json
    }

    private func isBegun(_ feed: AmazonFeedDesk.Feed, at moment: Moment) -> Bool {
        feed.fate != .neverBegins && moment.shop.timeIntervalSince(feed.created) > self.feeds.seconds / 4
    }

    /// "Only feeds with `processingStatus=IN_QUEUE` can be cancelled" (cancelFeed).
    mutating func cancelFeed(_ call: AmazonCall, at moment: Moment) throws(AmazonError) {
        guard let feed = self.feeds.feeds[call.values["feedId"] ?? ""] else { throw .noRoute }
        guard feed.status == "IN_QUEUE", !self.isBegun(feed, at: moment) else {
            throw .invalid("The feed is being processed.")
        }
        self.end(feed, "CANCELLED", at: moment)
    }

    private mutating func end(_ feed: AmazonFeedDesk.Feed, _ status: String, report: Json? = nil, at moment: Moment) {
        var feed = feed
        feed.status = status
        feed.started = feed.created
        feed.ended = moment.shop
        if let report {
            let id = "amzn1.tortuga.4.report.\(self.newNumber())"
            self.feeds.documents[id] = Data(report.bytes())
            feed.report = id
        }
        self.feeds.documents[feed.document] = nil
        self.feeds.feeds[feed.id] = feed
        self.tell(.feed(id: feed.id, status: status, report: feed.report), at: moment)
    }

    // MARK: Working through

    mutating func workThrough(_ id: String, at moment: Moment) {
        guard let feed = self.feeds.feeds[id], feed.status == "IN_QUEUE" else { return }
        let document = self.feeds.documents[feed.document].flatMap { Json(Array($0)) }
        guard let messages = document?["messages"]?.list, messages.count <= 25_000,
            document?["header"]?["sellerId"]?.text == self.sellerID
        else { return self.end(feed, "FATAL", at: moment) }
        var (issues, refused, dropped): ([Json], Set<Int>, Int) = ([], [], 0)
        switch feed.fate {
        case .cancelled: return self.end(feed, "CANCELLED", at: moment)
        case .fatal:
            for message in messages.prefix(messages.count / 2) { _ = self.take(message, at: moment) }
            return self.end(feed, "FATAL", at: moment)
        default: break
        }
        for (index, message) in messages.enumerated() {
            if feed.fate == .countedShort, index == 0 {
                dropped = 1
                continue
            }
            let number = message["messageId"]?.whole ?? 0
            var found = [AmazonIssue]()
            if feed.fate == .everyThirdRefused, index % 3 == 2 {
                found = [
                    AmazonIssue(
                        code: "8541", message: "The SKU data provided is different from what is in the catalog.",
                        severity: "ERROR", attribute: "fulfillment_availability")
                ]
            } else {
                found = self.take(message, at: moment)
            }
            if found.contains(where: { $0.severity == "ERROR" }) { refused.insert(number) }
            issues += found.map { self.issue($0, number, message["sku"]?.text) }
        }
        let report: Json = [
            "header": ["sellerId": .string(self.sellerID), "version": "2.0", "feedId": .string(id)],
            "issues": .array(issues),
            "summary": [
                "errors": .integer(issues.count { $0["severity"]?.text == "ERROR" }),
                "warnings": .integer(issues.count { $0["severity"]?.text == "WARNING" }),
                "messagesProcessed": .integer(messages.count - dropped),
                "messagesAccepted": .integer(messages.count - dropped - refused.count),
                "messagesInvalid": .integer(refused.count),
            ],
        ]
        // A conditional would make a JSON null of it.
        if feed.fate == .noReport { return self.end(feed, "DONE", at: moment) }
        self.end(feed, "DONE", report: report, at: moment)
    }

    /// - Returns: What is wrong with it; where nothing is, it is planned like any other change.
    private mutating func take(_ message: Json, at moment: Moment) -> [AmazonIssue] {
        guard let sku = message["sku"]?.text, !sku.isEmpty, message["messageId"]?.whole ?? 0 > 0 else {
            return [Self.invalid("'messageId' and 'sku' are required.")]
        }
        do throws(AmazonError) {
            let (deed, issues) = try self.deed(of: message, sku)
            if !issues.contains(where: { $0.severity == "ERROR" }) {
                self.plan(AmazonChange(sku: sku, deed: deed), at: moment)
            }
            return issues
        } catch {
            return [Self.invalid(error.details.isEmpty ? error.message : error.details)]
        }
    }

    private func deed(of message: Json, _ sku: String) throws(AmazonError) -> (AmazonChange.Deed, [AmazonIssue]) {
        switch message["operationType"]?.text {
        case "PATCH": return try self.patch(message, sku)
        case "UPDATE": return try self.put(message, sku)
        case "DELETE":
            guard self.listings[sku] != nil else { throw .noListing(sku) }
            return (.delete, [])
        case "PARTIAL_UPDATE":
            // "Equivalent to using PATCH with the replace op" (listings-feed-schema-v2).
            let patches = (message["attributes"]?.members ?? []).map { member -> Json in
                [
                    "op": "replace", "path": .string("/attributes/" + member.name), "value": member.value,
                ]
            }
            return try self.patch(message.with("patches", .array(patches)), sku)
        default: throw .invalid("'operationType' is not one of the values allowed.")
        }
    }

    private func issue(_ issue: AmazonIssue, _ number: Int, _ sku: String?) -> Json {
        var json: Json = [
            "messageId": .integer(number), "code": .string(issue.code), "severity": .string(issue.severity),
            "message": .string(issue.message),
        ]
        if let sku { json = json.with("sku", .string(sku)) }
        if let attribute = issue.attribute { json = json.with("attributeName", .string(attribute)) }
        return json
    }

    private static func invalid(_ message: String) -> AmazonIssue {
        AmazonIssue(code: "4000001", message: message, severity: "ERROR", attribute: nil, category: nil)
    }
}
