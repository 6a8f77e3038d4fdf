<?php
/**
 * Plugin Name: Withhold
 * Description: Holds every upload until Withhold has cleared exactly these bytes for this site.
 * Version: 1.0.0
 * Requires at least: 6.1
 * Requires PHP: 8.0
 * License: Apache-2.0
 *
 * Set in wp-config.php (see README.md): WITHHOLD_URL, WITHHOLD_TOKEN_FILE, WITHHOLD_DESTINATION and, to keep held
 * files until they are cleared, WITHHOLD_HOLD_FOLDER. What cannot be asked is held: no answer is no clearance.
 */

namespace Withhold;

if (!defined('ABSPATH')) {
    exit;
}

require_once __DIR__ . '/settings.php';
require_once __DIR__ . '/gate.php';
require_once __DIR__ . '/held.php';
require_once __DIR__ . '/uploads.php';
require_once __DIR__ . '/page.php';

Uploads::watch();
Page::add();
