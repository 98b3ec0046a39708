import Commerce
import ConnectorKit
import Foundation
import Wire

/// Finds out what shop it is, with whatever the key may read.
///
/// Version and currency are in `/system_status`, which needs an administrator's key; a shop manager's may read the
/// currency setting; less than that proves only that the key is known. At most 4 calls.
struct WooCommerceIdentity: Sendable {
    let api: WooCommerceAPI

    func ask() async throws(ConnectorError) -> Answer<ShopIdentity> {
        let name = await self.name()
        do {
            let status = try await self.api.get(
                WooCommerceWire.SystemStatus.self, "/system_status", fields: WooCommerceWire.SystemStatus.fields)
            let currency = status.value.settings?.currency.flatMap { Currency($0) }
            if currency != nil || status.value.environment?.version != nil {
                return status.answer(
                    ShopIdentity(name: name, version: status.value.environment?.version, currency: currency))
            }
        } catch {
            guard Self.isMissingRight(error) else { throw error }
        }
        return try await self.withoutAdministrator(name)
    }

    private func withoutAdministrator(_ name: String) async throws(ConnectorError) -> Answer<ShopIdentity> {
        do {
            let setting = try await self.api.get(
                WooCommerceWire.Setting.self, "/settings/general/woocommerce_currency",
                fields: WooCommerceWire.Setting.fields)
            let currency = setting.value.value?.text.flatMap { Currency($0) }
            return setting.answer(ShopIdentity(name: name, version: nil, currency: currency))
        } catch {
            guard Self.isMissingRight(error) else { throw error }
        }
        // Anyone may read the index, but WooCommerce refuses a wrong key there too.
        let index = try await self.api.get(WooCommerceWire.Namespace.self, "", fields: ["namespace"])
        return index.answer(ShopIdentity(name: name, version: nil, currency: nil))
    }

    /// The site's title, which is decoration: without it the host's name does.
    private func name() async -> String {
        let host = self.api.address.host(percentEncoded: false) ?? "WooCommerce"
        guard let index = try? await self.api.index(), let name = index.value.name?.text else { return host }
        return String(HTMLText.plain(name).prefix(100))
    }

    /// A key that is good and may not read this (`woocommerce_rest_cannot_view`), or a shop that does not offer it.
    private static func isMissingRight(_ error: ConnectorError) -> Bool {
        switch error {
        case .unauthorized(let code): code.hasPrefix("woocommerce_rest_cannot") || code == "rest_forbidden"
        case .refused(let code, _, _): code == "rest_no_route" || code == "rest_setting_setting_invalid"
        default: false
        }
    }
}
