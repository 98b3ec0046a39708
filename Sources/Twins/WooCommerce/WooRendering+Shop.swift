import Foundation

extension WooRendering {
    func hook(_ hook: WooHook) -> Json {
        let parts = hook.topic.split(separator: ".", maxSplits: 1).map(String.init)
        return .object(
            [
                Json.Member(name: "id", value: .integer(hook.id)), Json.Member(name: "name", value: .string(hook.name)),
                Json.Member(name: "status", value: .string(hook.status)),
                Json.Member(name: "topic", value: .string(hook.topic)),
                Json.Member(name: "resource", value: .string(parts.first ?? "")),
                Json.Member(name: "event", value: .string(parts.count > 1 ? parts[1] : "")),
                Json.Member(name: "hooks", value: Self.hooks(of: hook.topic)),
                Json.Member(name: "delivery_url", value: .string(hook.deliveryURL)),
            ] + self.dates(hook.created, hook.modified) + [self.links("webhooks/\(hook.id)", "webhooks")])
    }

    /// The index of the site, or of `wc/v3`: what is here, without any login.
    func index(_ routes: [String], namespace: String?) -> Json {
        let zone = Double(self.state.utcOffset) / 3600
        let routes = Json.object(
            routes.map {
                Json.Member(name: $0, value: ["namespace": "wc/v3", "methods": ["GET", "POST", "PUT", "DELETE"]])
            })
        if let namespace { return ["namespace": .string(namespace), "routes": routes] }
        return [
            "name": .string(self.state.name), "description": "A twin of a WooCommerce shop",
            "url": .string(self.address), "home": .string(self.address), "gmt_offset": .number(zone),
            "timezone_string": "", "namespaces": ["oembed/1.0", "wc/v1", "wc/v2", "wc/v3", "wp/v2"],
            "authentication": [],
            "routes": routes,
        ]
    }

    func systemStatus() -> Json {
        [
            "environment": [
                "home_url": .string(self.address), "site_url": .string(self.address),
                "version": .string(WooShop.version),
                "log_directory": "/var/www/html/wp-content/uploads/wc-logs/", "log_directory_writable": true,
                "wp_version": "6.8.3", "wp_multisite": false, "wp_memory_limit": 268_435_456, "wp_debug_mode": false,
                "wp_cron": true, "language": "en_GB", "server_info": "Apache/2.4.62 (Debian)", "php_version": "8.2.29",
                "php_post_max_size": 8_388_608, "php_max_execution_time": 30, "php_max_input_vars": 1000,
                "curl_version": "7.88.1, OpenSSL/3.0.17", "suhosin_installed": false, "max_upload_size": 2_097_152,
                "mysql_version": "10.11.14", "default_timezone": "UTC", "fsockopen_or_curl_enabled": true,
                "soapclient_enabled": true, "domdocument_enabled": true, "gzip_enabled": true, "mbstring_enabled": true,
                "remote_post_successful": true, "remote_post_response": "200", "remote_get_successful": true,
                "remote_get_response": "200",
            ],
            "database": [
                "wc_database_version": .string(WooShop.version), "database_prefix": "wp_", "maxmind_geoip_database": "",
                "database_tables": [],
            ],
            "active_plugins": [], "theme": ["name": "Storefront", "version": "4.6.1", "is_child_theme": false],
            "settings": [
                "api_enabled": false, "force_ssl": false, "currency": .string(self.state.currency),
                "currency_symbol": "&pound;", "currency_position": "left", "thousand_separator": ",",
                "decimal_separator": ".", "number_of_decimals": 2, "geolocation_enabled": false,
                "taxonomies": [
                    "external": "external", "grouped": "grouped", "simple": "simple", "variable": "variable",
                ],
            ],
            "security": ["secure_connection": false, "hide_errors": true], "pages": [],
        ]
    }

    func generalSettings() -> Json {
        let settings: [(String, String, String)] = [
            ("woocommerce_default_country", "Country / State", "GB"),
            ("woocommerce_currency", "Currency", self.state.currency),
            ("woocommerce_price_thousand_sep", "Thousand separator", ","),
            ("woocommerce_price_decimal_sep", "Decimal separator", "."),
            ("woocommerce_price_num_decimals", "Number of decimals", "2"),
        ]
        return .array(
            settings.map { id, label, value in
                [
                    "id": .string(id), "label": .string(label), "description": "", "type": "text",
                    "default": .string(value), "value": .string(value), "group_id": "general",
                    "_links": [
                        "self": [["href": .string("\(self.address)/wp-json/wc/v3/settings/general/\(id)")]],
                        "collection": [["href": .string("\(self.address)/wp-json/wc/v3/settings/general")]],
                    ],
                ]
            })
    }

    /// The four dates each object has: shop-local and Greenwich.
    func dates(_ created: Date, _ modified: Date) -> [Json.Member] {
        [
            self.date("date_created", created), self.date("date_created_gmt", created, offset: 0),
            self.date("date_modified", modified), self.date("date_modified_gmt", modified, offset: 0),
        ]
    }

    func date(_ name: String, _ date: Date?, offset: Int? = nil) -> Json.Member {
        Json.Member(
            name: name,
            value: date.map { .string(TwinDate.text($0, offset: offset ?? self.state.utcOffset)) } ?? .null)
    }

    func links(_ path: String, _ collection: String, up: String? = nil) -> Json.Member {
        let root = "\(self.address)/wp-json/wc/v3/"
        var members = [
            Json.Member(name: "self", value: [["href": .string(root + path)]]),
            Json.Member(name: "collection", value: [["href": .string(root + collection)]]),
        ]
        if let up { members.append(Json.Member(name: "up", value: [["href": .string(root + up)]])) }
        return Json.Member(name: "_links", value: .object(members))
    }

    static func meta(_ meta: [WooMeta]) -> Json {
        .array(meta.map { ["id": .integer($0.id), "key": .string($0.key), "value": .string($0.value)] })
    }

    private static func hooks(of topic: String) -> Json {
        switch topic {
        case "order.created": ["woocommerce_new_order"]
        case "order.updated": ["woocommerce_update_order", "woocommerce_order_refunded"]
        case "product.created": ["woocommerce_new_product", "woocommerce_new_product_variation"]
        case "product.updated": ["woocommerce_update_product", "woocommerce_update_product_variation"]
        default: []
        }
    }
}
