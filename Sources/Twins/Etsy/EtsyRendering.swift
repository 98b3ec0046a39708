import Foundation

/// Writes what a shop has the way Open API v3 shows it: every member of the published description, in its order.
struct EtsyRendering {
    let state: EtsyState
    /// SKUs are for the owner only.
    let showsSKUs: Bool
    let includes: Set<String>
    let asOf: Date?
    /// Without the members on processing profiles.
    let isLegacy: Bool

    func money(_ minor: Int) -> Json {
        ["amount": .integer(minor), "divisor": 100, "currency_code": .string(self.state.currency)]
    }

    static func time(_ date: Date?) -> Json { date.map { .integer(EtsyState.seconds($0)) } ?? .null }
    static func id(_ id: Int?) -> Json { id.map(Json.integer) ?? .null }
    static func texts(_ texts: [String]) -> Json { .array(texts.map(Json.string)) }
    static func numbers(_ numbers: [Int]) -> Json { .array(numbers.map(Json.integer)) }

    func shop() -> Json {
        let state = self.state
        let opened = Self.time(state.opened)
        let listings = state.listings.values
        let sold = state.receipts.values.filter { $0.paid != nil && $0.canceled == nil }
        return [
            "shop_id": .integer(state.shopID), "user_id": .integer(state.userID),
            "shop_name": .string(state.shopName), "create_date": opened, "created_timestamp": opened, "title": .null,
            "announcement": .null, "currency_code": .string(state.currency), "is_vacation": false,
            "vacation_message": .null, "sale_message": .null, "digital_sale_message": .null, "update_date": opened,
            "updated_timestamp": opened, "listing_active_count": .integer(listings.count { $0.state == .active }),
            "digital_listing_count": 0, "login_name": .string(state.shopName.lowercased()),
            "accepts_custom_requests": false, "policy_welcome": .null, "policy_payment": .null,
            "policy_shipping": .null, "policy_refunds": .null, "policy_additional": .null,
            "policy_seller_info": .null, "policy_update_date": 0, "policy_has_private_receipt_info": false,
            "has_unstructured_policies": false, "policy_privacy": .null, "vacation_autoreply": .null,
            "url": .string("https://www.etsy.com/shop/\(state.shopName)"), "image_url_760x100": .null,
            "num_favorers": 0, "languages": ["en-GB"], "icon_url_fullxfull": .null,
            "is_using_structured_policies": true, "has_onboarded_structured_policies": true,
            "include_dispute_form_link": false, "is_direct_checkout_onboarded": true,
            "is_etsy_payments_onboarded": true, "is_calculated_eligible": false,
            "is_opted_in_to_buyer_promise": false, "is_shop_us_based": false,
            "transaction_sold_count": .integer(sold.reduce(0) { $0 + $1.lines.count }),
            "shipping_from_country_iso": "GB", "shop_location_country_iso": "GB", "review_count": 0,
            "review_average": .null,
        ]
    }

    func section(_ section: EtsySection, rank: Int) -> Json {
        let count = self.state.listings.values.count { $0.section == section.id && $0.state == .active }
        return [
            "shop_section_id": .integer(section.id), "title": .string(section.title), "rank": .integer(rank),
            "user_id": .integer(self.state.userID), "active_listing_count": .integer(count),
        ]
    }

    func profile(_ profile: EtsyShippingProfile) -> Json {
        let destination: Json = [
            "shipping_profile_destination_id": .integer(profile.id * 10 + 1),
            "shipping_profile_id": .integer(profile.id), "origin_country_iso": .string(profile.origin),
            "destination_country_iso": .string(profile.destination), "destination_region": "none",
            "primary_cost": self.money(profile.primaryCost), "secondary_cost": self.money(profile.secondaryCost),
            "shipping_carrier_id": .null, "mail_class": .null, "min_delivery_days": 2, "max_delivery_days": 5,
        ]
        return [
            "shipping_profile_id": .integer(profile.id), "title": .string(profile.title),
            "user_id": .integer(self.state.userID), "origin_country_iso": .string(profile.origin),
            "is_deleted": false, "shipping_profile_destinations": [destination], "shipping_profile_upgrades": [],
            "origin_postal_code": .null, "profile_type": "manual", "domestic_handling_fee": 0,
            "international_handling_fee": 0,
        ]
    }

    func policy(_ policy: EtsyReturnPolicy) -> Json {
        [
            "return_policy_id": .integer(policy.id), "shop_id": .integer(self.state.shopID),
            "accepts_returns": .bool(policy.returns), "accepts_exchanges": .bool(policy.exchanges),
            "return_deadline": Self.id(policy.deadline),
        ]
    }

    func readiness(_ readiness: EtsyReadiness) -> Json {
        [
            "shop_id": .integer(self.state.shopID), "readiness_state_id": .integer(readiness.id),
            "readiness_state": .string(readiness.state), "min_processing_days": .integer(readiness.minimum),
            "max_processing_days": .integer(readiness.maximum),
            "processing_days_display_label": .string("\(readiness.minimum)-\(readiness.maximum) days"),
        ]
    }
}
