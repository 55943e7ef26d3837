//! Pictures for the terminal.

use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;

/// A text as a QR code, dark on light whatever the terminal's colours.
pub(super) fn qr(text: &str) -> Option<String> {
    let code = QrCode::new(text).ok()?;
    // Terminals are mostly dark, and a scanner wants dark squares on light ones.
    Some(code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build())
}
