import ConnectorKit
import Foundation
import Wire

/// Where in a shop a product is on sale: its publications, one for each sales channel.
struct ShopifyOutlets: Sendable {
    struct Outlet: Sendable, Hashable {
        var number: String
        var name: String
        /// Shopify's own web shop.
        var isOnlineStore: Bool
    }

    let api: ShopifyAPI

    func all() async throws(ConnectorError) -> ShopifyAPI.Reading<[Outlet]> {
        let reading = try await self.api.read(ShopifyWire.Publications.self, ShopifyDocuments.publications)
        return reading.with(
            reading.value.publications.nodes.compactMap { publication in
                let app = publication.catalog?.apps?.nodes.first
                let name = app?.title ?? publication.catalog?.title ?? ""
                return ShopifyID.number(publication.id).map {
                    Outlet(
                        number: $0, name: name,
                        isOnlineStore: app?.handle == "online_store" || name == "Online Store")
                }
            })
    }

    /// - Parameters:
    ///   - product: Its global id.
    ///   - outlets: Numbers of publications; empty for the Online Store. Where it is published already it stays.
    func publish(_ product: String, in outlets: [String]) async throws(ConnectorError) {
        let places = outlets.isEmpty ? [try await self.main()] : try Self.global(outlets)
        let reading = try await self.api.write(
            ShopifyWire.Published.self, ShopifyDocuments.publish, Self.variables(product, places),
            timeout: self.api.settings.writeAfterReadTimeout)
        if let error = reading.value.publishablePublish?.userErrors.first { throw self.api.refused(error) }
    }

    func unpublish(_ product: String, from outlets: [String]) async throws(ConnectorError) {
        let reading = try await self.api.write(
            ShopifyWire.Unpublished.self, ShopifyDocuments.unpublish, Self.variables(product, try Self.global(outlets)),
            timeout: self.api.settings.writeAfterReadTimeout)
        if let error = reading.value.publishableUnpublish?.userErrors.first { throw self.api.refused(error) }
    }

    private static func variables(_ product: String, _ places: [String]) -> [String: JSONValue] {
        ["id": .text(product), "input": .array(places.map { .object(["publicationId": .text($0)]) })]
    }

    /// The Online Store, or the only one there is.
    private func main() async throws(ConnectorError) -> String {
        let all = try await self.all().value
        let own = all.filter(\.isOnlineStore)
        guard let main = own.count == 1 ? own.first : all.count == 1 ? all.first : nil else {
            throw .refused(
                code: "which-publication", field: "publication",
                message: all.isEmpty
                    ? "This shop has no sales channel to publish in. Add one in Shopify: Settings → Apps and sales channels."
                    : "It is not clear which of the shop's sales channels is meant. Name one of the list of publications."
            )
        }
        return ShopifyID.global("Publication", main.number)
    }

    private static func global(_ outlets: [String]) throws(ConnectorError) -> [String] {
        guard outlets.allSatisfy({ ShopifyID.isNumber($0) }) else {
            throw .refused(
                code: "bad-reference", field: "publication", message: "Shopify's publication ids are numbers.")
        }
        return outlets.map { ShopifyID.global("Publication", $0) }
    }
}
