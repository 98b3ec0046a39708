import ConnectorKit
import Connectors
import Foundation
import Wire
import Workbench

/// A request of a connector, held against what its channel publishes.
struct JudgedRequest {
    var channel: String
    /// The operation's published name; `nil` where the request belongs to no description (consent, tokens, a site's title).
    var operation: String?
    var problems: [String]
    var call: HTTPCall

    /// - Returns: `nil` where it went to no channel.
    init?(_ line: ConformanceLog.Line) {
        guard case .request(let method, let address, let type, let body) = line, let url = URL(string: address),
            var parts = URLComponents(url: url, resolvingAgainstBaseURL: false)
        else { return nil }
        // Twins are served below a path of their own.
        let places = [
            ("/wp-json/", WooCommerce.manifest.id), ("/v3/application/", Etsy.manifest.id),
            ("/v3/public/oauth/", Etsy.manifest.id), ("/admin/", Shopify.manifest.id),
            ("/listings/", Amazon.manifest.id), ("/orders/", Amazon.manifest.id), ("/sellers/", Amazon.manifest.id),
            ("/fba/", Amazon.manifest.id), ("/notifications/", Amazon.manifest.id), ("/finances/", Amazon.manifest.id),
            ("/batches/", Amazon.manifest.id),
            ("/catalog/2022", Amazon.manifest.id), ("/reports/2021", Amazon.manifest.id),
            ("/feeds/2021", Amazon.manifest.id), ("/definitions/", Amazon.manifest.id),
            ("/auth/o2/", Amazon.manifest.id), ("/apps/authorize/", Amazon.manifest.id),
            ("/oauth/connect", Etsy.manifest.id), ("/sell/", Ebay.manifest.id), ("/commerce/", Ebay.manifest.id),
            ("/identity/v1/oauth2", Ebay.manifest.id), ("/oauth2/authorize", Ebay.manifest.id),
            ("/developer/analytics/", Ebay.manifest.id),
        ]
        let path = parts.percentEncodedPath
        let found = places.compactMap { mark, channel in path.range(of: mark).map { ($0.lowerBound, channel) } }
        guard let (start, channel) = found.min(by: { $0.0 < $1.0 }) else { return nil }
        parts.percentEncodedPath = String(path[start...])
        guard let short = parts.url else { return nil }
        self.channel = channel
        let bytes = Data(base64Encoded: body).map(Array.init) ?? []
        self.call = HTTPCall(
            method, short, headers: [("content-type", type)], body: bytes.isEmpty ? nil : bytes)
        (self.operation, self.problems) = (nil, [])
        switch channel {
        case Etsy.manifest.id: self.judge(asEtsy: OpenAPIDocument.etsy)
        case Amazon.manifest.id: self.judgeAsAmazon()
        case Shopify.manifest.id: self.judgeAsShopify()
        case Ebay.manifest.id: self.judgeAsEbay()
        default: self.judge(asWooCommerce: WooCommerceIndex.published)
        }
    }

    private mutating func judge(asEtsy document: OpenAPIDocument?) {
        guard let document, self.call.path.hasPrefix("/v3/application/") else { return }
        self.operation =
            document.operation(self.call.method, self.call.path)?.id ?? "\(self.call.method) \(self.call.path)"
        self.problems = document.problems(self.call)
    }

    private mutating func judgeAsAmazon() {
        guard !self.call.path.hasPrefix("/auth/"), !self.call.path.hasPrefix("/apps/") else { return }
        let call = self.call
        let found = AmazonModels.all.lazy.compactMap { $0.operation(call.method, call.path) }.first
        self.operation = found?.id ?? "\(self.call.method) \(self.call.path)"
        self.problems = AmazonModels.problems(self.call)
    }

    /// The log keeps no language; that each write says one is judged where requests are seen whole (`EbayPublishedShapesTests`).
    private mutating func judgeAsEbay() {
        var call = self.call
        call.headers.append(("content-language", "en-US"))
        let judged = EbayContracts.judge(call)
        let isCovered = EbayContracts.all.contains { call.path.hasPrefix($0.base + "/") }
        self.operation = judged.operation ?? (isCovered ? "\(call.method) \(call.path)" : nil)
        self.problems = isCovered ? judged.problems : []
    }

    /// The document itself: that its variables fit is judged all together, by a reader of schemas that nobody here wrote.
    private mutating func judgeAsShopify() {
        guard self.call.path.hasSuffix("/graphql.json") else { return }
        let text = self.call.json?["query"]?.text ?? ""
        let document = ShopifyDocuments.all.first { $0.text == text }
        self.operation = document?.name ?? "unknown"
        self.problems = document == nil ? ["a document that no list of ours names"] : []
    }

    private mutating func judge(asWooCommerce index: WooCommerceIndex?) {
        guard let index, self.call.path.hasPrefix("/wp-json/wc/v3") else { return }
        let route = index.route(self.call.method, self.call.path)
        self.operation = route.map { "\(self.call.method) \($0.name)" } ?? "\(self.call.method) \(self.call.path)"
        self.problems = index.problems(self.call)
    }
}
