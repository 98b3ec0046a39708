import ConnectorKit
import Wire

/// A batch of no products. WooCommerce checks the key's permission (`WC_REST_Authentication::check_permissions`) and its user's
/// right to edit products (`batch_items_permissions_check`) first, then walks three empty lists and answers `[]`
/// (`WC_REST_Controller::batch_items`, source of WooCommerce).
struct WooCommerceWriteProof: WriteProving {
    let api: WooCommerceAPI

    func prove() async throws(ConnectorError) -> Answer<Void> {
        let nothing: [String: [Int]] = [:]
        return try await self.api.send(JSONValue.self, "POST", "/products/batch", fields: ["update"], body: nothing)
            .answer(())
    }
}
