/// Entrepot's own product CSV: one row a variant, UTF-8, comma, CRLF, a first row with these names in any order.
///
/// | column | meaning |
/// |---|---|
/// | `sku` | required; the tenant's own code |
/// | `title` | required; the product's title |
/// | `product` | joins rows of one product; empty: rows of equal title |
/// | `option1_name`, `option1` … `option3` | `Size`, `Large` |
/// | `gtin` | GTIN-8, UPC, EAN, GTIN-14 or ISBN |
/// | `price`, `currency` | `12.50`, `EUR`; an empty currency is the workspace's |
/// | `sale_price` | below `price`; empty: none |
/// | `quantity` | whole units on hand; empty: not counted |
/// | `buffer` | whole units held back from every channel |
/// | `policy` | `shared`, `buffered`, `guaranteed`, `adaptive` |
/// | `location` | name of the location that holds `quantity` |
/// | `image` | address |
/// | `bundle` | parts with units, `RING-S:2|BOX:1`; `\|` and `\\` stand for themselves |
/// | `status` | `draft`, `active`, `inactive`; empty: active |
/// | `weight_grams` | whole grams |
/// | `tags`, `body`, `vendor`, `category` | of the product |
///
/// Up to three options are kept. An export writes the variant's image, else the product's first.
/// Columns that begin with `entrepot_` are ours to explain a refused row and are not read.
enum EntrepotColumns {
    static let all = [
        "sku", "title", "product", "option1_name", "option1", "option2_name", "option2", "option3_name", "option3",
        "gtin", "price", "sale_price", "currency", "quantity", "buffer", "policy", "location", "image", "bundle",
        "status",
        "weight_grams", "tags", "vendor", "category", "body",
    ]
}
